import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../scripts/services/connection.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { prismaDatamodel } from './support/prisma-datamodel.ts'
import { type Shapes, shapesOfDatabase, shapesOfPrisma } from './support/table-shapes.ts'

describe.each(['flight', 'booking', 'user', 'notification'] as const)('the migrations of %s', (name) => {
  let database: TestDatabase
  let made: Shapes
  let meant: Shapes

  beforeAll(async () => {
    database = await testDatabase(name)
    const connection = await connect(database.adminUrl)
    made = await shapesOfDatabase(connection)
    await connection.end()
    meant = shapesOfPrisma(await prismaDatamodel(name))
  })
  afterAll(() => database.drop())

  test('make the tables of the Prisma schema and no other', () => {
    expect(Object.keys(meant).length).toBeGreaterThan(3)
    expect(Object.keys(made).sort()).toEqual(Object.keys(meant).sort())
  })

  test('make each column with the type and nullability Prisma expects', () => {
    for (const [table, shape] of Object.entries(meant))
      expect({ [table]: made[table]?.columns }).toEqual({ [table]: shape.columns })
  })

  test('make each primary and unique key Prisma knows, and no other', () => {
    for (const [table, shape] of Object.entries(meant))
      expect({ [table]: made[table]?.uniqueKeys }).toEqual({ [table]: shape.uniqueKeys })
  })

  test('make each index Prisma knows', () => {
    // A foreign key makes an index of its own, so there may be more.
    for (const [table, shape] of Object.entries(meant))
      expect({ [table]: made[table]?.otherKeys }).toEqual({ [table]: expect.arrayContaining(shape.otherKeys) })
  })
})
