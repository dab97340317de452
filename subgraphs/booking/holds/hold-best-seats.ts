import { unavailable } from '#lib/errors.ts'
import { isIdempotencyKey } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type FlightId, type HoldId, isId } from '#lib/ids.ts'
import { type InvalidInput, invalidInput, KEY_FAULT, type NotFound, notFound } from '#lib/refusal.ts'
import type { BookingDeps } from '../deps.ts'
import type { SeatWish } from './best-seats.ts'
import { chooseSeats } from './choose-seats.ts'
import { SEATS_PER_HOLD_LIMIT, UNPAID_SEATS_LIMIT } from './hold.ts'
import { holdInLane } from './hold-lanes.ts'
import type { HoldAnswer } from './run-hold-batch.ts'
import { inTurnOnFlights } from './turns.ts'

export interface BestSeats extends SeatWish {
  flightId: FlightId
}

export interface HoldBestSeatsInput {
  best: BestSeats[]
  replaces: HoldId | null
  idempotencyKey: string
}

// Each lost try is a seat that another process has sold meanwhile; requests of this process do not compete.
const TRIES = 20
const RETRY_AFTER_SECONDS = 1

/**
 * Holds seats that we pick, over any number of flights, all or none. They are chosen from what is free without a lock,
 * then locked and decided like seats named by the customer; where somebody was faster we choose again. Each try is a
 * transaction of its own, and only the one that succeeds keeps the key, so that a repeat gets the same hold.
 * @throws UNAVAILABLE when others were faster each time
 */
export async function holdBestSeats(
  deps: Pick<BookingDeps, 'db' | 'holdTtlMs'>,
  viewer: Viewer,
  input: HoldBestSeatsInput,
): Promise<HoldAnswer> {
  const fault = inputFault(input)
  if (fault) return fault
  const flightIds = input.best.map((b) => b.flightId)
  return inTurnOnFlights(flightIds, async () => {
    for (let tried = 0; tried < TRIES; tried++) {
      const outcome = await tryOnce(deps, viewer, input)
      if (outcome.ok || outcome.code !== 'SEATS_UNAVAILABLE') return outcome
    }
    throw unavailable(RETRY_AFTER_SECONDS)
  })
}

async function tryOnce(
  deps: Pick<BookingDeps, 'db' | 'holdTtlMs'>,
  viewer: Viewer,
  input: HoldBestSeatsInput,
): Promise<HoldAnswer> {
  const { replaces, idempotencyKey: key } = input
  const choice = await chooseSeats(deps.db.client, viewer, input)
  // Also without a choice: a repeat is told of its hold though the flight is full by now.
  return holdInLane(deps.db, {
    request: { viewerId: viewer.id, operation: 'holdSeats', key, input },
    userId: viewer.id,
    choice,
    replaces,
    holdTtlMs: deps.holdTtlMs,
  })
}

function inputFault({ best, replaces, idempotencyKey }: HoldBestSeatsInput): InvalidInput | NotFound | undefined {
  if (!isIdempotencyKey(idempotencyKey)) return KEY_FAULT
  if (best.length === 0) return invalidInput(['best'], 'Name at least one flight.')
  const odd = best.findIndex(({ count }) => count < 1 || count > UNPAID_SEATS_LIMIT)
  if (odd >= 0) return invalidInput(['best', String(odd), 'count'], `From 1 to ${UNPAID_SEATS_LIMIT} seats.`)
  if (best.reduce((sum, { count }) => sum + count, 0) > SEATS_PER_HOLD_LIMIT) {
    return invalidInput(['best'], `A hold has at most ${SEATS_PER_HOLD_LIMIT} seats.`)
  }
  if (best.some((b) => !isId(b.flightId))) return notFound('flight')
  return replaces !== null && !isId(replaces) ? notFound('hold') : undefined
}
