import { createHmac } from 'node:crypto'
import { pino } from 'pino'
import { z } from 'zod'
import type { BusMessage } from '#lib/bus/event-bus.ts'
import { openKafkaReader } from '#lib/bus/kafka-bus.ts'
import { readTopic } from '#lib/bus/read-topic.ts'
import type { Reader } from '#lib/invariants.ts'
import type { DatabaseName } from '../services/database-names.ts'
import { Away } from './away.ts'
import type { Ledger } from './compare-ledger.ts'
import { type OpenReader, openReader } from './reader.ts'
import type { Where } from './where.ts'

/** A running system, asked only what is needed. */
export interface System {
  usesKafka: boolean
  paymentProvider: string
  database(name: DatabaseName): Promise<Reader>
  /** Everything the payment sandbox has charged and given back. */
  ledger(): Promise<Ledger>
  /** All that a topic still keeps, in order of each key; resolves with how many messages it was. */
  readTopic(topic: string, onBatch: (messages: BusMessage[]) => Promise<void> | void): Promise<number>
  close(): Promise<void>
}

export function openSystem(where: Where): System {
  const readers = new Map<DatabaseName, OpenReader>()
  const database = async (name: DatabaseName) => {
    let reader = readers.get(name)
    if (!reader?.isOpen()) {
      reader = await openReader(where.databases[name])
      readers.set(name, reader)
    }
    return reader
  }
  const { kafkaBrokers } = where
  return {
    usesKafka: kafkaBrokers !== undefined,
    paymentProvider: where.payments.provider,
    database,
    ledger: () => fetchLedger(where.payments),
    readTopic: async (topic, onBatch) =>
      kafkaBrokers === undefined
        ? readEmbedded(await database('bus'), topic, onBatch)
        : readKafka(kafkaBrokers, topic, onBatch),
    async close() {
      for (const reader of readers.values()) await reader.close()
    },
  }
}

const LEDGER_PATIENCE_MS = 60_000

const money = { key: z.string(), amountMinor: z.number().int(), currency: z.string(), status: z.string() }
const ledgerShape = z.object({ charges: z.array(z.object(money)), refunds: z.array(z.object(money)) })

async function fetchLedger({ url, secret }: Where['payments']): Promise<Ledger> {
  if (!url || !secret) {
    throw new Away('nobody says where the payment provider is: set PAYMENT_URL and PAYMENT_WEBHOOK_SECRET')
  }
  const apiKey = createHmac('sha256', secret).update('payment provider API key').digest('base64url')
  const headers = { authorization: `Bearer ${apiKey}` }
  const response = await fetch(new URL('/ledger', url), {
    headers,
    signal: AbortSignal.timeout(LEDGER_PATIENCE_MS),
  }).catch((cause: unknown) => {
    throw new Away(`the payment provider does not answer at ${url}`, { cause })
  })
  if (!response.ok) throw new Away(`the payment provider at ${url} answers ${response.status}`)
  return ledgerShape.parse(await response.json())
}

const PAGE = 2000

async function readEmbedded(
  bus: Reader,
  topic: string,
  onBatch: (messages: BusMessage[]) => Promise<void> | void,
): Promise<number> {
  let count = 0
  for (let after: unknown = -1; ; ) {
    const found = await bus.$queryRaw<Array<{ at: unknown; name: string; value: string }>>`
      SELECT message_offset AS at, message_key AS name, value FROM message
      WHERE topic = ${topic} AND message_offset > ${after} ORDER BY message_offset LIMIT ${PAGE}`
    if (found.length > 0) await onBatch(found.map(({ name, value }) => ({ topic, key: name, value })))
    count += found.length
    if (found.length < PAGE) return count
    after = found.at(-1)?.at
  }
}

async function readKafka(
  brokers: string,
  topic: string,
  onBatch: (messages: BusMessage[]) => Promise<void> | void,
): Promise<number> {
  const names = brokers.split(',').map((broker) => broker.trim())
  const bus = await openKafkaReader(names, 'verify', pino({ level: 'silent' }))
  let count = 0
  try {
    await readTopic(bus, {
      topic,
      reader: 'verify',
      async onBatch(messages) {
        count += messages.length
        await onBatch(messages)
      },
    })
    return count
  } finally {
    await bus.close()
  }
}
