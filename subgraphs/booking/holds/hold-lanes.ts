import { driverFault } from '#lib/driver-fault.ts'
import { unavailable } from '#lib/errors.ts'
import { inTurn } from '#lib/idempotency.ts'
import type { FlightId } from '#lib/ids.ts'
import type { BookingDb } from '../database.ts'
import { seatName } from '../seats/seat.ts'
import { createLane, type Lane, type LaneResults } from './lane.ts'
import { flightsOf, type HoldAnswer, type HoldRequest, runHoldBatch } from './run-hold-batch.ts'

const LANES = 4
// A batch costs as much for 2 as for 20. 16 clients on 200 flights: 0.46 ms of CPU a hold in one lane, 1.9 in four.
const LANE_FILL = 64
const BATCH_SIZE = 128
// Half a second's work of a lane whose flight everybody wants (docs/decisions/0005).
const ROOM = 2048
const PATIENCE_MS = 5000
// With the lanes 12 of the pool's 16 connections.
const ALONE_AT_ONCE = 8
const STUCK_MS = 10_000
const NEVER = Number.NEGATIVE_INFINITY
const RETRY_AFTER_SECONDS = 1

type Answers = Map<HoldRequest, HoldAnswer | Error>

/** A request with the moment it came. */
interface Queued {
  asked: HoldRequest
  since: number
}

const lanesOf = new WeakMap<BookingDb, ReturnType<typeof createHoldLanes>>()

/** Has a request decided together with those that come at the same time; requests with one key come one after another. */
export function holdInLane(db: BookingDb, asked: HoldRequest): Promise<HoldAnswer> {
  const lanes = lanesOf.get(db) ?? createHoldLanes(db)
  lanesOf.set(db, lanes)
  return inTurn(asked.request, () => lanes.add({ asked, since: performance.now() }))
}

/**
 * Requests for one flight share a lane, so that they come in their order and do not wait for each other in the database;
 * of the lanes as few are used as it takes. A request over several flights goes with the first. A batch that fails as a whole has each of its requests go alone, beside
 * the lane, so that none pays for another's fault and the lane goes on. A seat that was waited for in vain is not waited
 * for together: it would hold up a lane for the whole time of a lock wait, again and again.
 */
function createHoldLanes(db: BookingDb): Lane<Queued, HoldAnswer> {
  const stuck = new Map<string, number>()
  const stuckSince = ({ choice }: HoldRequest) =>
    choice.ok ? Math.max(...choice.seats.map((s) => stuck.get(seatName(s)) ?? NEVER)) : NEVER

  const decide = async (requests: HoldRequest[]): Promise<Answers> => {
    if (requests.length === 0) return new Map()
    try {
      return await runHoldBatch(db, requests)
    } catch (error) {
      const fault = driverFault(error)
      const [alone] = requests.length === 1 ? requests : []
      if (alone && fault === 'lock-timeout') markStuck(alone)
      // Where the database is away, or the pool is empty, none of them is at fault and none would fare better alone.
      return alone || fault === 'unavailable' ? new Map(requests.map((r) => [r, asError(error)])) : new Map()
    }
  }

  const markStuck = ({ choice }: HoldRequest) => {
    const now = performance.now()
    for (const [name, since] of stuck) if (now - since > STUCK_MS) stuck.delete(name)
    if (choice.ok) for (const seat of choice.seats) stuck.set(seatName(seat), now)
  }

  const alone = createLane<Queued, HoldAnswer>({
    batchSize: 1,
    atOnce: ALONE_AT_ONCE,
    room: ROOM,
    patienceMs: PATIENCE_MS,
    async run(batch) {
      // Who came before another began to wait for that seat, and in vain, has waited long enough.
      const isLate = ({ asked, since }: Queued) => stuckSince(asked) > since
      const answers = await decide(batch.filter((q) => !isLate(q)).map((q) => q.asked))
      return batch.map((q) => answers.get(q.asked) ?? unavailable(RETRY_AFTER_SECONDS))
    },
  })

  const runTogether = async (batch: Queued[]): Promise<LaneResults<HoldAnswer>> => {
    const isStuck = ({ asked }: Queued) => performance.now() - stuckSince(asked) < STUCK_MS
    const answers = await decide(batch.filter((q) => !isStuck(q)).map((q) => q.asked))
    return batch.map((q) => answers.get(q.asked) ?? alone.add(q))
  }

  const lanes = Array.from({ length: LANES }, () => ({
    asked: 0,
    lane: createLane({ batchSize: BATCH_SIZE, atOnce: 1, room: ROOM, patienceMs: PATIENCE_MS, run: runTogether }),
  }))
  /** Flights that are asked for at the moment. */
  const byFlight = new Map<FlightId | undefined, { lane: (typeof lanes)[number]; asked: number }>()
  const laneForNew = () =>
    lanes.find((l) => l.asked < LANE_FILL) ?? lanes.reduce((least, l) => (l.asked < least.asked ? l : least))

  return {
    async add(queued) {
      const [flightId] = flightsOf(queued.asked)
      const flight = byFlight.get(flightId) ?? { lane: laneForNew(), asked: 0 }
      byFlight.set(flightId, flight)
      flight.asked++
      flight.lane.asked++
      try {
        return await flight.lane.lane.add(queued)
      } finally {
        flight.lane.asked--
        if (--flight.asked === 0) byFlight.delete(flightId)
      }
    },
    async idle() {
      await Promise.all(lanes.map(({ lane }) => lane.idle()))
      await alone.idle()
    },
  }
}

/** Settles when what was asked for has been decided; for who stops taking requests. */
export const holdsDecided = async (db: BookingDb): Promise<void> => lanesOf.get(db)?.idle()

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
