import { Kafka, logLevel } from 'kafkajs'
import { newId } from '#lib/ids.ts'

export interface Plain {
  send(messages: Array<{ key: string; value: string }>): Promise<void>
  arrivals: Map<string, number>
  close(): Promise<void>
}

/** The peer: kafkajs with the settings of this system's bus, and nothing done with what arrives. */
export async function openPlain(brokers: string): Promise<Plain> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING })
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false })
  const consumer = kafka.consumer({ groupId: newId(), maxWaitTimeInMs: 50, minBytes: 1 })
  const arrivals = new Map<string, number>()
  const joined = Promise.withResolvers<void>()
  consumer.on(consumer.events.FETCH, () => joined.resolve())
  await Promise.all([producer.connect(), consumer.connect()])
  await consumer.subscribe({ topics: ['booking.v1'], fromBeginning: false })
  await consumer.run({
    eachBatch: async ({ batch }) => {
      const now = performance.now()
      for (const { key } of batch.messages) if (key) arrivals.set(key.toString(), now)
    },
  })
  await joined.promise
  return {
    send: async (messages) => void (await producer.send({ topic: 'booking.v1', acks: -1, messages })),
    arrivals,
    async close() {
      await consumer.disconnect()
      await producer.disconnect()
    },
  }
}
