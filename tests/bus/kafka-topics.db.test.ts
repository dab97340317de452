import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import kafkajs, { type Admin, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openKafkaBus, openKafkaReader } from '#lib/bus/kafka-bus.ts'
import { untilLed } from '#lib/bus/kafka-offsets.ts'
import { ensureTopics } from '#lib/bus/kafka-topics.ts'
import { PARTITIONS, RETENTION_MS, TOPICS } from '#lib/bus/topics.ts'
import { newId } from '#lib/ids.ts'
import { createLog, type Log } from '#lib/log.ts'
import { startKafkaServer } from '../../scripts/services/kafka-server.ts'
import { createLeash } from '../../scripts/services/leash.ts'
import { until } from '../support/wait.ts'
import { join, marked, receivesAll } from './received.ts'

/** A cluster of this file's own: topics are made anew on it. */
const leash = createLeash()
const folder = mkdtempSync(path(tmpdir(), 'skygraph-topics-'))
leash.removeAtEnd(folder)
let brokers: string
let admin: Admin
beforeAll(async () => {
  brokers = (await startKafkaServer(path(folder, 'kafka'), leash)).brokers
  admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
})
afterAll(async () => {
  await admin.disconnect()
  await leash.release()
})

const silent = createLog('topics-test').child({}, { level: 'silent' })
const ensure = async () => {
  const warned: unknown[] = []
  await ensureTopics(admin, { ...silent, warn: (difference: unknown) => void warned.push(difference) } as Log)
  return warned
}
const retentionOf = async (name: string) => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: ['retention.ms'] }],
  })
  return Number(resources[0]?.configEntries[0]?.configValue)
}

test('who only reads makes no topic', async () => {
  const reader = await openKafkaReader([brokers], 'topics-test', silent)
  const before = await admin.listTopics()
  const reading = { topics: ['booking.v1'], from: 'earliest', ephemeral: true, onBatch: async () => {} } as const
  await expect(reader.subscribe({ group: newId(), ...reading })).rejects.toThrow('has no topic booking.v1')
  await reader.close()
  expect(await admin.listTopics()).toEqual(before)
})

test('topics are made as declared beside those that are there, which are left alone and told of', async () => {
  const day = 86_400_000
  const made = {
    waitForLeaders: true,
    topics: [
      { topic: 'user.v1', numPartitions: 2, configEntries: [{ name: 'retention.ms', value: String(day) }] },
      { topic: 'seat.v1', numPartitions: 12, configEntries: [{ name: 'retention.ms', value: String(RETENTION_MS) }] },
    ],
  }
  await untilLed(() => admin.createTopics(made))
  const differences = [
    { topic: 'user.v1', setting: 'partitions', declared: PARTITIONS, found: 2 },
    { topic: 'user.v1', setting: 'retention.ms', declared: RETENTION_MS, found: day },
  ]
  expect(await ensure()).toEqual(differences)
  const { topics } = await admin.fetchTopicMetadata({ topics: [...TOPICS] })
  const partitions = Object.fromEntries(topics.map(({ name, partitions: all }) => [name, all.length]))
  expect(partitions).toMatchObject({ 'booking.v1': PARTITIONS, 'flight.v1': PARTITIONS, 'user.v1': 2, 'seat.v1': 12 })
  expect(await retentionOf('booking.v1')).toBe(RETENTION_MS)
  // Nothing is made twice, and what differs is told at each start.
  expect(await ensure()).toEqual(differences)
})

test('the group of one process ends with its subscription, others stay', async () => {
  const bus = await openKafkaBus([brokers], 'topics-test', silent)
  const own = marked()
  const [stays, passes] = [newId<string>(), newId<string>()]
  const one = await join(bus, { group: stays, marked: own })
  const two = await join(bus, { group: passes, marked: own, from: 'latest', ephemeral: true })
  await bus.publish([own.message('a', 1)])
  await receivesAll(one, [1])
  await receivesAll(two, [1])
  await bus.close()
  const groups = async () => (await admin.listGroups()).groups.map(({ groupId }) => groupId)
  await until(async () => !(await groups()).includes(passes))
  expect(await groups()).toContain(stays)
})

test('a cluster that does not answer is named', async () => {
  await expect(openKafkaBus(['127.0.0.1:1'], 'topics-test', silent)).rejects.toThrow(
    'No Kafka broker answers at 127.0.0.1:1',
  )
})
