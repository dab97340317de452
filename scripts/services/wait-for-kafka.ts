import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { StartError } from './start-error.ts'

const PATIENCE_MS = 20_000
const EVERY_MS = 500

/** A broker that starts beside us needs some seconds; one that is not there would fail every service in turn. */
export async function waitForKafka(brokers: string, patienceMs = PATIENCE_MS): Promise<void> {
  const kafka = new Kafka({
    brokers: brokers.split(',').map((broker) => broker.trim()),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2000,
    retry: { retries: 0 },
  })
  const deadline = Date.now() + patienceMs
  for (;;) {
    const fault = await ask(kafka)
    if (fault === undefined) return
    if (Date.now() > deadline) {
      throw new StartError(
        `No Kafka broker answers at ${brokers} (KAFKA_BROKERS): ${fault}. ` +
          'Start it or correct the address; without KAFKA_BROKERS events go over MySQL.',
      )
    }
    await sleep(EVERY_MS)
  }
}

async function ask(kafka: Kafka): Promise<string | undefined> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    await admin.describeCluster()
    return undefined
  } catch (error) {
    return (error as Error).message
  } finally {
    await admin.disconnect()
  }
}
