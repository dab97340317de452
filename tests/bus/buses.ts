import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { openKafkaBus } from '#lib/bus/kafka-bus.ts'
import { createLog } from '#lib/log.ts'
import { testDatabase } from '../support/database.ts'
import { kafkaBrokers } from '../support/kafka.ts'

/** A place both implementations can be opened on, more than once: each `open` is a process of its own. */
export interface BusPlace {
  open(): Promise<EventBus>
  close(): Promise<void>
}

const log = createLog('bus-test').child({}, { level: 'silent' })

async function embedded(): Promise<BusPlace> {
  const database = await testDatabase('bus')
  return { open: async () => openEmbeddedBus(database.url, log), close: () => database.drop() }
}

async function kafka(): Promise<BusPlace> {
  const brokers = await kafkaBrokers()
  return { open: () => openKafkaBus([brokers], 'bus-test', log), close: async () => {} }
}

export const places = { 'the embedded bus': embedded, Kafka: kafka }
