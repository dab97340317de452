import { setTimeout as sleep } from 'node:timers/promises'
import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { openKafkaBus } from '#lib/bus/kafka-bus.ts'
import { createLog } from '#lib/log.ts'
import { openPlain } from './events/kafkajs-alone.ts'
import { openPipe, type Pipe } from './events/pipe.ts'
import { sampleEvent } from './events/sample.ts'
import { mailsTable } from './mails.ts'
import { percentile, type Report } from './report.ts'
import { openScratch, type Scratch } from './support/scratch.ts'

const EVENTS = 20_000
const WRITERS = 8
const PER_COMMIT = 10
const RELAY_BATCH = 500
const PACE_MS = 20
const PACED = 750

const log = createLog('bench').child({}, { level: 'warn' })

/** Commit to consumer at a moderate rate, and how much goes through, beside kafkajs alone with the same messages. */
export async function run(): Promise<Report> {
  const scratch = await openScratch()
  try {
    const brokers = await scratch.kafka()
    const kafka = () => openKafkaBus([brokers], 'bench', log)
    const embedded = async () => openEmbeddedBus(await scratch.database('bus'), log)
    const latency = [
      { who: 'outbox, Kafka, consumer', ms: await paced(scratch, kafka) },
      { who: 'outbox, embedded bus, consumer', ms: await paced(scratch, embedded) },
      { who: 'kafkajs alone, send to consumer', ms: await pacedPlain(brokers) },
    ]
    const small = await plainThroughput(brokers, WRITERS, PER_COMMIT)
    const ours = await throughput(scratch, kafka)
    const rates = [
      { who: 'outbox, Kafka, inbox', ...ours },
      { who: 'the same, from a full outbox', ...(await backlog(scratch, kafka)) },
      { who: 'outbox, embedded bus, inbox', ...(await throughput(scratch, embedded)) },
      { who: `kafkajs alone, ${PER_COMMIT} a send`, ...small },
      { who: `kafkajs alone, ${RELAY_BATCH} a send`, ...(await plainThroughput(brokers, 1, RELAY_BATCH)) },
    ]
    const first = latency[0]?.ms ?? []
    return {
      title: 'Events: from the commit to the effect',
      held: [
        `${scratch.mysql} flushing each commit, Kafka 4.3.1 with one broker, all in one Node process`,
        'the same events (1.5 KB), 6 partitions, idempotent producer, acks all',
        `throughput: ${EVENTS} events, ${WRITERS} writers, ${PER_COMMIT} events a commit (or as said)`,
        'effects: an inbox row and a row of its own each, 100 events a transaction; kafkajs alone does nothing with them',
      ],
      tables: [
        {
          title: `Latency at ${1000 / PACE_MS} commits/s, ms`,
          columns: ['way', 'p50', 'p99'],
          rows: latency.map(({ who, ms }) => [who, percentile(ms, 0.5), percentile(ms, 0.99)]),
        },
        {
          title: 'Throughput',
          columns: ['way', 'events/s', 'CPU µs/event'],
          rows: rates.map(({ who, perSecond, cpuMicros }) => [who, perSecond, cpuMicros]),
        },
        await mailsTable(scratch),
      ],
      result: {
        commitToConsumerP50Ms: percentile(first, 0.5),
        commitToConsumerP99Ms: percentile(first, 0.99),
        eventsPerSecond: ours.perSecond,
        eventsPerSecondRatio: ours.perSecond / small.perSecond,
      },
    }
  } finally {
    await scratch.end()
  }
}

async function inPipe<T>(
  scratch: Scratch,
  open: () => Promise<EventBus>,
  work: (pipe: Pipe) => Promise<T>,
): Promise<T> {
  const bus = await open()
  const pipe = await openPipe(scratch, bus)
  try {
    return await work(pipe)
  } finally {
    await pipe.close()
    await bus.close()
  }
}

const paced = (scratch: Scratch, open: () => Promise<EventBus>) =>
  inPipe(scratch, open, async (pipe) => {
    pipe.startRelay()
    return atPace(pipe.arrivals, async (event, committed) => {
      await pipe.commit([event])
      committed()
    })
  })

async function pacedPlain(brokers: string): Promise<number[]> {
  const plain = await openPlain(brokers)
  const ms = await atPace(plain.arrivals, async (event, sent) => {
    sent()
    await plain.send([{ key: event.key, value: JSON.stringify(event) }])
  })
  await plain.close()
  return ms
}

/** Latencies of one event each 20 ms; the first 50 warm up. */
async function atPace(
  arrivals: Map<string, number>,
  hand: (event: ReturnType<typeof sampleEvent>, from: () => void) => Promise<void>,
): Promise<number[]> {
  const from = new Map<string, number>()
  const under: Array<Promise<void>> = []
  const began = performance.now()
  for (let n = 0; n < PACED; n++) {
    await sleep(Math.max(0, began + n * PACE_MS - performance.now()))
    const event = sampleEvent()
    under.push(hand(event, () => from.set(event.key, performance.now())))
  }
  await Promise.all(under)
  await arrived(() => arrivals.size >= PACED)
  return [...from].slice(50).map(([key, at]) => Math.max(0, (arrivals.get(key) ?? Number.NaN) - at))
}

const throughput = (scratch: Scratch, open: () => Promise<EventBus>) =>
  inPipe(scratch, open, async (pipe) => {
    pipe.startRelay()
    await warm(pipe)
    return rate(async () => {
      await byWriters(WRITERS, PER_COMMIT, (events) => pipe.commit(events))
      await arrived(() => pipe.effects() >= EVENTS + WRITERS)
    })
  })

/** Opens the pool's connections. */
async function warm(pipe: Pipe): Promise<void> {
  await Promise.all(Array.from({ length: WRITERS }, () => pipe.commit([sampleEvent()])))
  await arrived(() => pipe.effects() >= WRITERS)
}

const backlog = (scratch: Scratch, open: () => Promise<EventBus>) =>
  inPipe(scratch, open, async (pipe) => {
    await byWriters(4, 100, (events) => pipe.commit(events))
    return rate(async () => {
      pipe.startRelay()
      await arrived(() => pipe.effects() >= EVENTS)
    })
  })

async function plainThroughput(brokers: string, writers: number, perSend: number): Promise<Rate> {
  const plain = await openPlain(brokers)
  const measured = await rate(async () => {
    await byWriters(writers, perSend, (events) =>
      plain.send(events.map((event) => ({ key: event.key, value: JSON.stringify(event) }))),
    )
    await arrived(() => plain.arrivals.size >= EVENTS)
  })
  await plain.close()
  return measured
}

async function byWriters(
  writers: number,
  size: number,
  hand: (events: Array<ReturnType<typeof sampleEvent>>) => Promise<void>,
): Promise<void> {
  let left = EVENTS
  const writer = async () => {
    while (left > 0) {
      left -= size
      await hand(Array.from({ length: size }, sampleEvent))
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
}

interface Rate {
  perSecond: number
  /** Of this process, for one event */
  cpuMicros: number
}

async function rate(work: () => Promise<void>): Promise<Rate> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond: EVENTS / ((performance.now() - began) / 1000), cpuMicros: (user + system) / EVENTS }
}

async function arrived(all: () => boolean): Promise<void> {
  while (!all()) await sleep(2)
}
