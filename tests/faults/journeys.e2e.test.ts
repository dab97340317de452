import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../scripts/services/ports.ts'
import type { Secrets } from '../../scripts/services/secrets.ts'
import { readAddresses } from '../../scripts/start/addresses.ts'
import { openSystem, type System } from '../../scripts/verify/system.ts'
import { readWhere } from '../../scripts/verify/where.ts'
import { npmRunVerify } from '../support/npm-run-verify.ts'
import { testProcesses } from '../support/process.ts'
import { startSystem, type TestSystem } from '../support/system.ts'
import { until } from '../support/wait.ts'
import { confirmationsReceived, ourSums, seatsSoldTwice, theirSums, untilAtRest } from './journeys/aftermath.ts'
import { type Stock, travel } from './journeys/journey.ts'
import type { Booths } from './journeys/patient-client.ts'
import { databaseServer, type Prey, started, supervised } from './journeys/prey.ts'
import { randomFrom } from './journeys/random.ts'
import { signUpAll } from './journeys/travellers.ts'

const JOURNEYS = 2000
/** Who has ended makes room for the next: more than the processes can serve at once, fewer than would only wait. */
const AT_ONCE = 400
const THINK_MS = 2000
/** Each of the four at least this often */
const KILLS_EACH = 2
/** Short, so that rest comes soon; long enough for a machine that has other things to do. */
const TTL = { HOLD_TTL: 'PT40S', PAYMENT_TTL: 'PT45S' }
const BOOKING = 'subgraphs/booking/main.ts'
const seed = Number(process.env.SEED ?? randomInt(2 ** 31))

let system: TestSystem
let data: System
let second: ReturnType<typeof started>
let booths: Booths
const processes = testProcesses()

beforeAll(async () => {
  system = await startSystem({ ...TTL, SALES_WINDOW: 'P3D', LOG_LEVEL: 'error' })
  const { dataFolder } = system
  const where = readWhere({ SKYGRAPH_DATA: dataFolder })
  const addresses = readAddresses(dataFolder)
  const secrets = JSON.parse(readFileSync(join(dataFolder, 'secrets.json'), 'utf8')) as Secrets
  const { GATEWAY_SECRET, LINK_SECRET, PAYMENT_WEBHOOK_SECRET } = secrets
  const env = {
    PORT: String(await freePort()),
    DATABASE_URL: where.databases.booking,
    BUS_URL: where.databases.bus,
    PAYMENT_URL: addresses.payments,
    ...{ GATEWAY_SECRET, LINK_SECRET, PAYMENT_WEBHOOK_SECRET },
    ...{ PUBLIC_URL: system.url, ...TTL, LOG_LEVEL: 'error' },
  }
  const first = await processes.start(BOOKING, env)
  second = started(processes, 'second booking', { main: BOOKING, env, first })
  booths = { urls: [addresses.booking ?? '', first.url], gatewaySecret: GATEWAY_SECRET, troubles: new Map() }
  data = openSystem(where)
})
afterAll(async () => {
  await data?.close()
  await processes.stop()
  await system?.stop()
})

/** The seats of two dozen flights that leave in two days. */
async function stockOf(): Promise<Stock[]> {
  const booking = await data.database('booking')
  const seats = await booking.$queryRaw<Array<{ flightId: string; seat: string }>>`
    SELECT s.flight_id AS flightId, s.number AS seat FROM seat s JOIN (
      SELECT id FROM flight WHERE departs_at > UTC_TIMESTAMP() + INTERVAL 1 DAY ORDER BY departs_at, id LIMIT 24) f
      ON f.id = s.flight_id`
  return [...Map.groupBy(seats, (s) => s.flightId)].map(([flightId, of]) => ({
    flightId,
    seats: of.map((s) => s.seat),
  }))
}

/** When which of them is killed: once so many journeys have ended. */
function huntingPlan(preys: readonly Prey[]): Array<{ prey: Prey; after: number }> {
  const random = randomFrom(seed)
  const plan = preys.flatMap((prey) =>
    Array.from({ length: KILLS_EACH }, () => ({ prey, after: Math.floor(random() * JOURNEYS * 0.9) })),
  )
  return plan.toSorted((a, b) => a.after - b.after)
}

/** What the services say of requests that failed, with the cause. */
const failuresIn = (output: string): string => {
  const lines = output.split('\n')
  return lines
    .flatMap((line, n) => (line.includes('request failed') ? lines.slice(n, n + 8) : []))
    .slice(0, 60)
    .join('\n')
}

const began = Date.now()
const say = (text: string) => console.log(`${((Date.now() - began) / 1000).toFixed(1)} s: ${text}`)

/** All journeys, some hundred at a time, and the hunt meanwhile. */
async function travelAndHunt(): Promise<void> {
  const { dataFolder } = system
  const stock = await stockOf()
  expect(stock).toHaveLength(24)
  const waiting = await signUpAll(JOURNEYS, readWhere({ SKYGRAPH_DATA: dataFolder }).databases.bus)
  const ends = new Map<string, number>()
  let ended = 0
  const oneAfterAnother = async () => {
    for (let viewer = waiting.pop(); viewer; viewer = waiting.pop()) {
      const random = randomFrom(seed + waiting.length)
      const end = await travel({ booths, viewer, stock, random, thinkMs: THINK_MS })
      ends.set(end, (ends.get(end) ?? 0) + 1)
      ended++
    }
  }
  const hunt = async () => {
    const first = supervised(dataFolder, 'first booking', BOOKING)
    const provider = supervised(dataFolder, 'provider', 'sandbox/payment-provider/main.ts')
    for (const { prey, after } of huntingPlan([first, second, provider, databaseServer(dataFolder)])) {
      await until(() => ended >= after, { timeoutMs: 600_000, everyMs: 5 })
      await prey.kill()
      say(`killed ${prey.name} after ${ended} journeys`)
    }
  }
  await Promise.all([hunt(), ...Array.from({ length: AT_ONCE }, oneAfterAnother)])
  say(`all have ended: ${JSON.stringify(Object.fromEntries([...ends, ...booths.troubles]), null, 2)}`)
}

test('2,000 journeys while booking, the provider and the database are killed: everything adds up', {
  timeout: 1_800_000,
}, async () => {
  say(`SEED=${seed}`)
  await travelAndHunt()
  const failures = failuresIn(system.launcher.output() + (await second.restarted()).output())
  const [booking, notification] = [await data.database('booking'), await data.database('notification')]
  await untilAtRest(booking, notification)
  say('at rest')

  const verified = await npmRunVerify({ SKYGRAPH_DATA: system.dataFolder }, 'PT60S')
  expect(verified.code, verified.output).toBe(0)
  expect(await ourSums(booking)).toEqual(theirSums(await data.ledger()))
  expect(await seatsSoldTwice(booking)).toEqual([])
  const mails = await confirmationsReceived({ booking, notification }, system.dataFolder)
  expect([...mails].filter(([, count]) => count !== 1)).toEqual([])
  // Enough went through all this for it to mean something.
  expect(mails.size).toBeGreaterThan(JOURNEYS / 5)
  const strange = [...booths.troubles.keys()].filter((trouble) => !/^(?:no answer|UNAVAILABLE)/.test(trouble))
  expect(strange, failures).toEqual([])
  say(`${mails.size} confirmed\n${verified.output}`)
})
