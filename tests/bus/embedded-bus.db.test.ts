import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { createLog } from '#lib/log.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { marked } from './received.ts'

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
