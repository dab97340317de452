import { Kafka, KafkaJSNonRetriableError, logLevel } from 'kafkajs'
import { expect, test } from 'vitest'
import { openKafkaBus } from '#lib/bus/kafka-bus.ts'
import { subscribeToKafka } from '#lib/bus/kafka-subscription.ts'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { kafkaBrokers } from '../support/kafka.ts'
import { until } from '../support/wait.ts'
import { marked } from './received.ts'

const log = createLog('bus-test').child({}, { level: 'silent' })

test('a consumer that kafkajs gives up is replaced, and goes on where its group was', async () => {
  const brokers = await kafkaBrokers()
  const bus = await openKafkaBus([brokers], 'bus-test', log)
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  let consumers = 0
  const failing: Pick<Kafka, 'consumer'> = {
    consumer(config) {
      const consumer = kafka.consumer(config)
      if (++consumers > 1) return consumer
      // As of a broker that answers what kafkajs takes for final.
      return { ...consumer, commitOffsets: () => Promise.reject(new KafkaJSNonRetriableError('no')) }
    },
  }
  const own = marked()
  const values: string[] = []
  const subscription = await subscribeToKafka(
    { kafka: failing, admin, log },
    {
      group: newId(),
      topics: ['booking.v1'],
      from: 'earliest',
      onBatch: async (messages) => {
        values.push(...messages.filter(({ key }) => key.startsWith(own.mark)).map(({ value }) => value))
      },
    },
  )
  await bus.publish([own.message('a', 1)])
  await until(() => consumers === 2 && subscription.ready(), { timeoutMs: 15_000 })
  await bus.publish([own.message('a', 2)])
  await until(() => values.includes('2') && subscription.caughtUp(), { timeoutMs: 15_000 })
  expect(values.filter((value, n) => values.indexOf(value) === n)).toEqual(['1', '2'])
  await subscription.stop()
  await admin.disconnect()
  await bus.close()
})
