import { unavailable } from '#lib/errors.ts'
import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type FlightId, type HoldId, isId } from '#lib/ids.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { type InvalidInput, invalidInput, KEY_FAULT, type NotFound, notFound } from '../refusal.ts'
import type { SeatWish } from './best-seats.ts'
import { chooseSeats, type NoChoice } from './choose-seats.ts'
import { type HoldRefusal, SEATS_PER_HOLD_LIMIT, UNPAID_SEATS_LIMIT } from './hold.ts'
import { holdLocked } from './hold-seats.ts'
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
  deps: BookingDeps,
  viewer: Viewer,
  input: HoldBestSeatsInput,
): Promise<Done | HoldRefusal | NoChoice | KeyConflict> {
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

async function tryOnce(deps: BookingDeps, viewer: Viewer, input: HoldBestSeatsInput) {
  const choice = await chooseSeats(deps.db.client, viewer, input)
  const request = { viewerId: viewer.id, operation: 'holdSeats', key: input.idempotencyKey, input }
  // Also without a choice: a repeat is told of its hold though the flight is full by now.
  return idempotently(deps.db, request, async (tx: Tx, now): Promise<Done | HoldRefusal | NoChoice> => {
    if (!choice.ok) return choice
    return holdLocked(tx, viewer, { seats: choice.seats, replaces: input.replaces, now, holdTtlMs: deps.holdTtlMs })
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
