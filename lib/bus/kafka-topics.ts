import kafkajs, { type Admin } from 'kafkajs'
import { untilLed } from '#lib/bus/kafka-offsets.ts'
import { PARTITIONS, RETENTION_MS, TOPICS } from '#lib/bus/topics.ts'
import type { Log } from '#lib/log.ts'

const RETENTION = 'retention.ms'

/**
 * Creates the declared topics that a cluster lacks. Those it has are left as they are, and said to differ where they
 * do: more partitions would bring a key's later events to another one, before its earlier ones are read, and a
 * retention may be another's decision.
 */
export async function ensureTopics(admin: Admin, log: Log): Promise<void> {
  const existing = new Set(await admin.listTopics())
  const known = TOPICS.filter((topic) => existing.has(topic))
  const missing = TOPICS.filter((topic) => !existing.has(topic))
  if (missing.length > 0) {
    // Answers false where another process was quicker.
    const topics = missing.map((topic) => ({
      topic,
      numPartitions: PARTITIONS,
      configEntries: [{ name: RETENTION, value: String(RETENTION_MS) }],
    }))
    await untilLed(() => admin.createTopics({ waitForLeaders: true, topics }))
  }
  for (const difference of await differences(admin, known)) log.warn(difference, 'a topic is not as declared')
}

interface Difference {
  topic: string
  setting: string
  declared: number
  found: number
}

async function differences(admin: Admin, topics: string[]): Promise<Difference[]> {
  if (topics.length === 0) return []
  const [metadata, configs] = await Promise.all([
    admin.fetchTopicMetadata({ topics }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: [RETENTION] })),
    }),
  ])
  const narrow = metadata.topics.map(({ name, partitions }) => ({
    topic: name,
    setting: 'partitions',
    declared: PARTITIONS,
    found: partitions.length,
  }))
  const retained = configs.resources.map(({ resourceName, configEntries }) => ({
    topic: resourceName,
    setting: RETENTION,
    declared: RETENTION_MS,
    found: Number(configEntries.find(({ configName }) => configName === RETENTION)?.configValue),
  }))
  return [
    ...narrow.filter(({ declared, found }) => found < declared),
    ...retained.filter(({ declared, found }) => found !== declared),
  ]
}
