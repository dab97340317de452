import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { isId } from '#lib/ids.ts'
import { type InvalidInput, KEY_FAULT, type NotFound, notFound, type WrongState } from '#lib/refusal.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { actionRefusal } from './actions.ts'
import { namesFault } from './booking.ts'
import { loadActionFacts } from './load-action-facts.ts'
import { addHistory, loadPassengers, lockBooking, renamePassenger } from './store.ts'

export interface CorrectNameInput {
  bookingId: string
  passengerId: string
  givenName: string
  familyName: string
  idempotencyKey: string
}

type Refusal = InvalidInput | NotFound | WrongState

/** Corrects the name of one of the booking's passengers until departure; tickets print it from then on. */
export async function correctName(
  { db }: BookingDeps,
  viewer: Viewer,
  input: CorrectNameInput,
): Promise<Done | Refusal | KeyConflict> {
  if (!isIdempotencyKey(input.idempotencyKey)) return KEY_FAULT
  if (!isId(input.bookingId)) return notFound('booking')
  const fault = namesFault(input)
  if (fault) return fault
  const request = { viewerId: viewer.id, operation: 'correctName', key: input.idempotencyKey, input }
  return idempotently(db, request, async (tx: Tx, now): Promise<Done | Refusal> => {
    const booking = await lockBooking(tx, input.bookingId)
    if (!booking || booking.userId !== viewer.id) return notFound('booking')
    const passenger = (await loadPassengers(tx, [booking.id])).find((p) => p.id === input.passengerId)
    if (!passenger) return notFound('passenger')
    const { facts } = await loadActionFacts(tx, booking, now)
    const refused = actionRefusal('CORRECT_NAME', booking, facts)
    if (refused) return refused
    const { id, bookingId } = passenger
    const names = { givenName: input.givenName.trim(), familyName: input.familyName.trim() }
    await renamePassenger(tx, { id, bookingId, ...names })
    // Which name it was is nobody's who only watches: the history and its event tell that it changed.
    await addHistory(tx, booking.id, { at: now, actor: 'customer', action: 'NAME_CORRECTED' })
    return { ok: true, type: 'Booking', id: booking.id }
  })
}
