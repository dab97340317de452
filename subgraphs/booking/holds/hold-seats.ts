import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type HoldId, isId, newId } from '#lib/ids.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { loadFlights } from '../flights/store.ts'
import { type InvalidInput, invalidInput, KEY_FAULT, type NotFound, notFound } from '../refusal.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { hasTwice, isSeatNumber, type SeatRef, type SeatRow, sameSeat } from '../seats/seat.ts'
import { drawingOf } from '../seats/seat-map.ts'
import { freeHeldSeats, holdFreeSeats, lockSeats } from '../seats/store.ts'
import { decideHold, type HoldRefusal, SEATS_PER_HOLD_LIMIT, totalMinor } from './hold.ts'
import { countUnpaidSeats, endHolds, loadHoldSeats, lockCustomer, lockHold, saveHold } from './store.ts'

export interface HoldSeatsInput {
  seats: SeatRef[]
  replaces: HoldId | null
  idempotencyKey: string
}

/** Holds seats over any number of flights, all or none, first come first served, for HOLD_TTL. */
export async function holdSeats(
  deps: BookingDeps,
  viewer: Viewer,
  input: HoldSeatsInput,
): Promise<Done | HoldRefusal | KeyConflict> {
  const fault = inputFault(input)
  if (fault) return fault
  const request = { viewerId: viewer.id, operation: 'holdSeats', key: input.idempotencyKey, input }
  const { seats, replaces } = input
  return idempotently(deps.db, request, (tx: Tx, now) =>
    holdLocked(tx, viewer, { seats, replaces, now, holdTtlMs: deps.holdTtlMs }),
  )
}

interface Request {
  seats: SeatRef[]
  replaces: HoldId | null
  now: Date
  holdTtlMs: number
}

/** Locks the seats and holds them, all or none, in the transaction of an idempotency key. */
export async function holdLocked(tx: Tx, viewer: Viewer, request: Request): Promise<Done | HoldRefusal> {
  const { replaces, now } = request
  await lockCustomer(tx, viewer.id)
  const replaced = await lockReplaced(tx, viewer, replaces)
  if (!replaced) return notFound('hold')
  const locked = await lockSeats(tx, [...request.seats, ...replaced])
  const own = locked.filter((s) => s.holdId !== null && s.holdId === replaces)
  const decision = await decide(tx, viewer, { request, locked, own })
  if (!decision.ok) return decision

  const id = newId<HoldId>()
  const until = new Date(now.getTime() + request.holdTtlMs)
  if (replaces !== null) {
    if (own.length > 0) await freeHeldSeats(tx, own, replaces)
    await endHolds(tx, [replaces], 'RELEASED')
  }
  const held = await holdFreeSeats(tx, request.seats, { holdId: id, until, now })
  if (held !== request.seats.length)
    throw new Error(`Of ${request.seats.length} locked free seats ${held} could be held.`)
  const { seats, currency } = decision
  const hold = { id, userId: viewer.id, status: 'ACTIVE', currency, totalMinor: totalMinor(seats) } as const
  await saveHold(tx, { ...hold, createdAt: now, expiresAt: until }, seats)
  const given = own.filter((old) => !request.seats.some((s) => sameSeat(s, old)))
  await recordSeatChanges(tx, [...changesOf(given, 'AVAILABLE'), ...changesOf(request.seats, 'HELD', until)])
  return { ok: true, type: 'Hold', id }
}

/** The seats of the viewer's own running hold, its row locked; none without one, undefined for one that is not theirs. */
async function lockReplaced(tx: Tx, viewer: Viewer, id: HoldId | null): Promise<SeatRef[] | undefined> {
  if (id === null) return []
  const hold = await lockHold(tx, id)
  if (!hold || hold.userId !== viewer.id || hold.status !== 'ACTIVE') return undefined
  return loadHoldSeats(tx, [id])
}

async function decide(
  tx: Tx,
  viewer: Viewer,
  { request, locked, own }: { request: Request; locked: SeatRow[]; own: SeatRow[] },
) {
  const { seats: wanted, replaces, now } = request
  const flightIds = [...new Set(wanted.map((s) => s.flightId))]
  const flights = await loadFlights(tx, flightIds)
  const plans = new Map<SeatRef['flightId'], Awaited<ReturnType<typeof drawingOf>>['plans']>()
  for (const { id, layoutId, layoutVersion } of flights.values()) {
    plans.set(id, (await drawingOf(tx, layoutId, layoutVersion)).plans)
  }
  const unpaid = await countUnpaidSeats(tx, { userId: viewer.id, flightIds, except: replaces, now })
  return decideHold({ wanted, locked, flights, plans, unpaid, own, now })
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
