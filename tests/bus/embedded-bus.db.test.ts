import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { createLog } from '#lib/log.ts'
import { connect } from '../../scripts/services/connection.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/wait.ts'
import { join, marked, receivesAll } from './received.ts'

const log = createLog('bus-test').child({}, { level: 'silent' })

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('bus')
})
afterAll(() => database.drop())

const opened: EventBus[] = []
const open = () => {
  const bus = openEmbeddedBus(database.url, log)
  opened.push(bus)
  return bus
}
afterEach(async () => {
  for (const bus of opened.splice(0)) await bus.close()
})

test('what cannot be kept fails without telling what it says of people', async () => {
  const own = marked()
  const tooLong = own.message('k'.repeat(60), 'ann@x.test')
  const error: Error = await open()
    .publish([tooLong])
    .then(
      () => Promise.reject(new Error('was kept')),
      (e) => e,
    )
  expect(error.message).toContain('message_key')
  expect(JSON.stringify([error.message, error])).not.toContain('ann@x.test')
})

async function groups(): Promise<string[]> {
  const found: Array<{ name: string }> = await query('SELECT DISTINCT name FROM consumer_group ORDER BY name')
  return found.map(({ name }) => name)
}

async function query(statement: string) {
  const connection = await connect(database.url)
  try {
    return await connection.query(statement)
  } finally {
    await connection.end()
  }
}

test('an ephemeral group ends with its subscription, others stay', async () => {
  const bus = open()
  const own = marked()
  const stays = await join(bus, { group: 'stays', marked: own })
  const passes = await join(bus, { group: 'passes', marked: own, from: 'latest', ephemeral: true })
  await bus.publish([own.message('a', 1)])
  await receivesAll(passes, [1])
  expect(await groups()).toEqual(['passes', 'stays'])
  await passes.subscription.stop()
  await stays.subscription.stop()
  expect(await groups()).toEqual(['stays'])
})

test('ephemeral groups of processes that were killed go, and one taken from a process that lives is made again', async () => {
  const bus = open()
  const own = marked()
  const lives = await join(bus, { group: 'lives', marked: own, from: 'latest', ephemeral: true })
  await query(
    "INSERT INTO consumer_group SELECT 'killed', topic, 0, '', held_until, kept_until FROM consumer_group WHERE name = 'lives'",
  )
  await query(
    'UPDATE consumer_group SET kept_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE kept_until IS NOT NULL',
  )
  const other = await join(open(), { group: 'lives-too', marked: own, from: 'latest', ephemeral: true })
  await until(async () => !(await groups()).includes('killed'))
  await until(async () => (await groups()).includes('lives'))
  await bus.publish([own.message('a', 1)])
  await receivesAll(lives, [1])
  await receivesAll(other, [1])
})
