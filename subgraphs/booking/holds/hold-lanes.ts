import { driverFault } from '#lib/driver-fault.ts'
import { unavailable } from '#lib/errors.ts'
import { inTurn } from '#lib/idempotency.ts'
import type { BookingDb } from '../database.ts'
import { seatName } from '../seats/seat.ts'
import { createLane, type Lane, type LaneResults } from './lane.ts'
import { flightsOf, type HoldAnswer, type HoldRequest, runHoldBatch } from './run-hold-batch.ts'

const LANES = 4
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
 * A request's lane is that of its first flight. A batch that fails as a whole has each of its requests go alone, beside
 * the lane, so that none pays for another's fault and the lane goes on. A seat that was waited for in vain is not waited
 * for together: it would hold up a lane for the whole time of a lock wait, again and again.
 */
function createHoldLanes(db: BookingDb): Pick<Lane<Queued, HoldAnswer>, 'add'> {
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

  const together = Array.from({ length: LANES }, () =>
    createLane({ batchSize: BATCH_SIZE, atOnce: 1, room: ROOM, patienceMs: PATIENCE_MS, run: runTogether }),
  )
  return {
    add(queued) {
      // The end of an id is random, its beginning is the time.
      const hash = Number.parseInt(flightsOf(queued.asked)[0]?.slice(-6) ?? '0', 16)
      return (together[hash % LANES] as Lane<Queued, HoldAnswer>).add(queued)
    },
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
