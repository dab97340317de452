import { expect, test } from 'vitest'
import { freePort } from './ports.ts'
import { StartError } from './start-error.ts'
import { waitForKafka } from './wait-for-kafka.ts'

test('a broker that is not there is told in a sentence', async () => {
  const brokers = `127.0.0.1:${await freePort()}`
  const error: unknown = await waitForKafka(brokers, 0).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(StartError)
  expect((error as Error).message).toContain(`No Kafka broker answers at ${brokers} (KAFKA_BROKERS)`)
})
