import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type FlightId, isId } from '#lib/ids.ts'
import { type InvalidInput, invalidInput, KEY_FAULT, type NotFound, notFound } from '#lib/refusal.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { loadFlights } from '../flights/store.ts'
import { changesOf, recordSeatChanges } from './record-seat-changes.ts'
import { hasTwice, isSeatNumber, type SeatRef, type SeatRow, statusAt } from './seat.ts'
import { blockFreeSeats, lockSeats, unblockSeats } from './store.ts'

export interface BlockSeatsInput {
  flightId: FlightId
  seats: string[]
  blocked: boolean
  reason: string
  idempotencyKey: string
}

export type BlockRefusal = InvalidInput | NotFound | { ok: false; code: 'SEATS_UNAVAILABLE'; taken: SeatRef[] }

const MOST_SEATS = 1000
const REASON_LENGTH = 200

/**
 * Takes seats of a flight off sale, or puts them back, all or none. A seat that somebody has is not blocked; one that is
 * already as asked for stays as it is, with the reason it was blocked for.
 */
export async function blockSeats(
  { db }: BookingDeps,
  viewer: Viewer,
  input: BlockSeatsInput,
): Promise<Done | BlockRefusal | KeyConflict> {
  const fault = inputFault(input)
  if (fault) return fault
  const { flightId, blocked, reason } = input
  const seats = input.seats.map((seat) => ({ flightId, seat }))
  const request = { viewerId: viewer.id, operation: 'blockSeats', key: input.idempotencyKey, input }
  return idempotently(db, request, async (tx: Tx, now): Promise<Done | BlockRefusal> => {
    const locked = await lockSeats(tx, seats)
    const missing = missingFault(input, locked)
    if (missing) return (await loadFlights(tx, [flightId])).size === 0 ? notFound('flight') : missing
    const at = (row: SeatRow) => statusAt(row, now)
    if (blocked) {
      const taken = locked.filter((row) => at(row) === 'HELD' || at(row) === 'BOOKED')
      if (taken.length > 0) return { ok: false, code: 'SEATS_UNAVAILABLE', taken: taken.map(refOf) }
    }
    const changing = locked.filter((row) => at(row) === (blocked ? 'AVAILABLE' : 'BLOCKED'))
    if (changing.length > 0) {
      const changed = blocked
        ? await blockFreeSeats(tx, changing, { reason: reason.trim(), by: viewer.id, now })
        : await unblockSeats(tx, changing)
      if (changed !== changing.length)
        throw new Error(`Of ${changing.length} locked seats ${changed} could be changed.`)
      await recordSeatChanges(tx, changesOf(changing, blocked ? 'BLOCKED' : 'AVAILABLE'))
    }
    return { ok: true, type: 'SeatMap', id: flightId }
  })
}

const refOf = ({ flightId, seat }: SeatRow): SeatRef => ({ flightId, seat })

function missingFault({ seats }: BlockSeatsInput, locked: SeatRow[]): InvalidInput | undefined {
  const there = new Set(locked.map((row) => row.seat))
  const missing = seats.findIndex((seat) => !there.has(seat))
  if (missing < 0) return undefined
  return invalidInput(['seats', String(missing)], `There is no seat ${seats[missing]} on that flight.`)
}

function inputFault(input: BlockSeatsInput): InvalidInput | NotFound | undefined {
  const { flightId, seats, reason } = input
  if (!isIdempotencyKey(input.idempotencyKey)) return KEY_FAULT
  if (!isId(flightId)) return notFound('flight')
  if (seats.length === 0) return invalidInput(['seats'], 'Name at least one seat.')
  if (seats.length > MOST_SEATS) return invalidInput(['seats'], `At most ${MOST_SEATS} seats.`)
  if (hasTwice(seats.map((seat) => ({ flightId, seat })))) return invalidInput(['seats'], 'A seat is named twice.')
  const odd = seats.findIndex((seat) => !isSeatNumber(seat))
  if (odd >= 0) return invalidInput(['seats', String(odd)], 'A seat is a row and a column, such as 14C.')
  const { length } = reason.trim()
  const isReason = length > 0 && length <= REASON_LENGTH && reason.isWellFormed()
  return isReason ? undefined : invalidInput(['reason'], `A reason has 1 to ${REASON_LENGTH} characters.`)
}
