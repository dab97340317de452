import { buildASTSchema, parse } from 'graphql'
import { expect, test } from 'vitest'
import { subgraphTypeDefs } from '../scripts/compose/subgraphs.ts'
import { resolvers as booking } from '../subgraphs/booking/resolvers.ts'
import { resolvers as flight } from '../subgraphs/flight/resolvers.ts'
import { resolvers as notification } from '../subgraphs/notification/resolvers.ts'
import { createResolvers as createUserResolvers } from '../subgraphs/user/resolvers.ts'

type ResolverMap = Record<string, Record<string, unknown> | undefined>

const subgraphs: Record<'booking' | 'flight' | 'notification' | 'user', unknown> = {
  booking,
  flight,
  notification,
  user: createUserResolvers({} as never),
}

test.each(Object.keys(subgraphs) as Array<keyof typeof subgraphs>)('%s resolves each of its root fields', (name) => {
  const schema = buildASTSchema(parse(subgraphTypeDefs(name)), { assumeValidSDL: true })
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((t) => t != null)
  const fields = roots.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
  const resolvers = subgraphs[name] as ResolverMap
  const resolved = (coordinate: string) => {
    const [type = '', field = ''] = coordinate.split('.')
    return resolvers[type]?.[field] !== undefined
  }
  expect(fields.length).toBeGreaterThan(3)
  expect(fields.filter((coordinate) => !resolved(coordinate))).toEqual([])
})
