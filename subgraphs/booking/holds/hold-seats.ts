import { isIdempotencyKey } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type HoldId, isId } from '#lib/ids.ts'
import { type InvalidInput, invalidInput, KEY_FAULT, type NotFound, notFound } from '#lib/refusal.ts'
import type { BookingDeps } from '../deps.ts'
import { hasTwice, isSeatNumber, type SeatRef } from '../seats/seat.ts'
import { SEATS_PER_HOLD_LIMIT } from './hold.ts'
import { holdInLane } from './hold-lanes.ts'
import type { HoldAnswer } from './run-hold-batch.ts'

export interface HoldSeatsInput {
  seats: SeatRef[]
  replaces: HoldId | null
  idempotencyKey: string
}

/** Holds seats over any number of flights, all or none, first come first served, for HOLD_TTL. */
export async function holdSeats(
  deps: Pick<BookingDeps, 'db' | 'holdTtlMs'>,
  viewer: Viewer,
  input: HoldSeatsInput,
): Promise<HoldAnswer> {
  const fault = inputFault(input)
  if (fault) return fault
  const { seats, replaces, idempotencyKey: key } = input
  return holdInLane(deps.db, {
    request: { viewerId: viewer.id, operation: 'holdSeats', key, input },
    userId: viewer.id,
    choice: { ok: true, seats },
    replaces,
    holdTtlMs: deps.holdTtlMs,
  })
}

function inputFault({ seats, replaces, idempotencyKey }: HoldSeatsInput): InvalidInput | NotFound | undefined {
  if (!isIdempotencyKey(idempotencyKey)) return KEY_FAULT
  if (seats.length === 0) return invalidInput(['seats'], 'Name at least one seat.')
  if (seats.length > SEATS_PER_HOLD_LIMIT) {
    return invalidInput(['seats'], `A hold has at most ${SEATS_PER_HOLD_LIMIT} seats.`)
  }
  if (hasTwice(seats)) return invalidInput(['seats'], 'A seat is named twice.')
  if (seats.some((s) => !isId(s.flightId))) return notFound('flight')
  const odd = seats.findIndex((s) => !isSeatNumber(s.seat))
  if (odd >= 0) return invalidInput(['seats', String(odd), 'seat'], 'A seat is a row and a column, such as 14C.')
  return replaces !== null && !isId(replaces) ? notFound('hold') : undefined
}
