import { driverFault } from '#lib/driver-fault.ts'
import { unavailable } from '#lib/errors.ts'
import { inTurn } from '#lib/idempotency.ts'
import type { FlightId } from '#lib/ids.ts'
import { oncePer } from '#lib/once-per.ts'
import type { BookingDb } from '../database.ts'
import type { SeatRef } from '../seats/seat.ts'
import { createLane, type Lane } from './lane.ts'
import { type HoldAnswer, type HoldRequest, runHoldBatch } from './run-hold-batch.ts'
import { createStuckSeats, type StuckSeats } from './stuck-seats.ts'

const LANES = 4
// A batch costs as much for 2 as for 20. 16 clients on 200 flights: 0.46 ms of CPU a hold in one lane, 1.9 in four.
const LANE_FILL = 64
const BATCH_SIZE = 128
// Half a second's work of a lane whose flight everybody wants (docs/decisions/0005).
const ROOM = 2048
const PATIENCE_MS = 5000
// With the lanes 12 of the pool's 16 connections.
const ALONE_AT_ONCE = 8
const RETRY_AFTER_SECONDS = 1

type Answers = Map<HoldRequest, HoldAnswer | Error>

/** A request with the moment it came. */
interface Queued {
  asked: HoldRequest
  since: number
}

const lanesOf = oncePer(createHoldLanes)

/** Has a request decided together with those that come at the same time; requests with one key come one after another. */
export function holdInLane(db: BookingDb, asked: HoldRequest): Promise<HoldAnswer> {
  return inTurn(asked.request, () => lanesOf(db).add({ asked, since: performance.now() }))
}

/**
 * A batch that fails as a whole has each of its requests go alone, beside the lane, so that none pays for another's fault
 * and the lane goes on. A stuck seat is not waited for together: it would hold up a lane for the whole time of a lock
 * wait, again and again.
 */
function createHoldLanes(db: BookingDb): Lane<Queued, HoldAnswer> {
  const stuck = createStuckSeats()
  const limits = { room: ROOM, patienceMs: PATIENCE_MS }
  const alone = createLane<Queued, HoldAnswer>({
    ...limits,
    batchSize: 1,
    atOnce: ALONE_AT_ONCE,
    async run(batch) {
      // Who came before another began to wait for that seat, and in vain, has waited long enough.
      const fresh = batch.filter(({ asked, since }) => !stuck.after(since, seatsOf(asked)))
      const answers = await decide(db, fresh, stuck)
      return batch.map((q) => answers.get(q.asked) ?? unavailable(RETRY_AFTER_SECONDS))
    },
  })
  const together = () =>
    createLane<Queued, HoldAnswer>({
      ...limits,
      batchSize: BATCH_SIZE,
      atOnce: 1,
      async run(batch) {
        const free = batch.filter(({ asked }) => !stuck.among(seatsOf(asked)))
        const answers = await decide(db, free, stuck)
        return batch.map((q) => answers.get(q.asked) ?? alone.add(q))
      },
    })
  const lanes = byFlight(Array.from({ length: LANES }, together))
  return { add: lanes.add, idle: () => lanes.idle().then(alone.idle) }
}

/** Answers, or what all failed with that would fail them again; none where each may fare better alone. */
async function decide(db: BookingDb, queued: Queued[], stuck: StuckSeats): Promise<Answers> {
  if (queued.length === 0) return new Map()
  const requests = queued.map(({ asked }) => asked)
  try {
    return await runHoldBatch(db, requests)
  } catch (error) {
    const fault = driverFault(error)
    const isOne = requests.length === 1
    if (isOne && fault === 'lock-timeout') stuck.mark(requests.flatMap(seatsOf))
    // Where the database is away, or the pool is empty, none of them is at fault.
    if (!isOne && fault !== 'unavailable') return new Map()
    const failure = error instanceof Error ? error : new Error(String(error))
    return new Map(requests.map((request) => [request, failure]))
  }
}

/**
 * Requests for one flight share a lane, so that they are decided in their order and do not wait for each other in the
 * database; of the lanes as few are used as it takes. A request over several flights goes with the first.
 */
function byFlight(all: Lane<Queued, HoldAnswer>[]): Lane<Queued, HoldAnswer> {
  const lanes = all.map((lane) => ({ lane, asked: 0 }))
  const flights = new Map<FlightId | undefined, { to: (typeof lanes)[number]; asked: number }>()
  const laneForNew = () =>
    lanes.find((l) => l.asked < LANE_FILL) ?? lanes.reduce((least, l) => (l.asked < least.asked ? l : least))
  return {
    async add(queued) {
      const flightId = seatsOf(queued.asked)
        .map((s) => s.flightId)
        .sort()[0]
      const flight = flights.get(flightId) ?? { to: laneForNew(), asked: 0 }
      flights.set(flightId, flight)
      flight.asked++
      flight.to.asked++
      try {
        return await flight.to.lane.add(queued)
      } finally {
        flight.to.asked--
        if (--flight.asked === 0) flights.delete(flightId)
      }
    },
    idle: async () => void (await Promise.all(all.map((lane) => lane.idle()))),
  }
}

const seatsOf = ({ choice }: HoldRequest): SeatRef[] => (choice.ok ? choice.seats : [])

/** Settles when what was asked for has been decided; for who stops taking requests. */
export const holdsDecided = (db: BookingDb): Promise<void> => lanesOf(db).idle()
