import { type Claim, claimKeys, type Done, dropKeys, type KeyConflict, type KeyedRequest } from '#lib/idempotency.ts'
import { type HoldId, newId } from '#lib/ids.ts'
import type { BookingDb, Tx } from '../database.ts'
import { loadFlights } from '../flights/store.ts'
import { recordSeatChanges } from '../seats/record-seat-changes.ts'
import { type SeatRef, seatName } from '../seats/seat.ts'
import { drawingOf } from '../seats/seat-map.ts'
import { giveFreeSeats, lockSeats, takeBackSeats } from '../seats/store.ts'
import type { NoChoice } from './choose-seats.ts'
import type { HoldRefusal } from './hold.ts'
import {
  type BatchDecision,
  type BatchFacts,
  decideBatch,
  type HoldWish,
  type OldHold,
  unpaidName,
} from './hold-batch.ts'
import {
  countUnpaidSeats,
  endHolds,
  loadHoldSeats,
  lockCustomers,
  lockHolds,
  type NewHold,
  saveHolds,
} from './store.ts'

export interface HoldRequest extends Omit<HoldWish, 'id'> {
  request: KeyedRequest
}

/** `hold` is left out where the key had its hold before: that is to be read as it is now. */
export type HoldAnswer = (Done & { hold?: NewHold }) | HoldRefusal | NoChoice | KeyConflict

type Wish = HoldWish & Claim & { of: HoldRequest }

/**
 * Decides requests, no two with one key, in one transaction and in their order. Each has an answer of its own: what one
 * is refused for fails no other. Locks are taken for all at once, kind by kind in the order of the lock protocol and
 * sorted within, so that batches wait for each other and do not deadlock.
 */
export async function runHoldBatch(
  db: BookingDb,
  requests: readonly HoldRequest[],
): Promise<Map<HoldRequest, HoldAnswer>> {
  return db.transaction(async (tx) => {
    const wishes = requests.map((of): Wish => {
      const id = newId<HoldId>()
      return { ...of, of, id, made: { type: 'Hold', id } }
    })
    const { answers: before, now } = await claimKeys(tx, wishes)
    const mine = wishes.filter((wish) => !before.has(wish))
    const decision = decideBatch(mine, await lockFacts(tx, mine, now))
    await save(tx, decision, now)
    await dropKeys(
      tx,
      mine.filter((wish) => !decision.answers.get(wish)?.ok),
    )
    return new Map(wishes.map((wish) => [wish.of, before.get(wish) ?? answerOf(wish, decision)]))
  })
}

function answerOf(wish: Wish, { answers }: BatchDecision<Wish>): HoldAnswer {
  const answer = answers.get(wish)
  if (!answer) throw new Error('A request of a batch was not decided.')
  return answer.ok ? { ok: true, type: 'Hold', id: answer.hold.id, hold: answer.hold } : answer
}

async function lockFacts(tx: Tx, wishes: readonly Wish[], now: Date): Promise<BatchFacts> {
  const wanted = wishes.flatMap(({ userId, choice }) => (choice.ok ? choice.seats.map((s) => ({ ...s, userId })) : []))
  if (wanted.length === 0) return { ...NOTHING, now }
  await lockCustomers(
    tx,
    wanted.map((s) => s.userId),
  )
  const oldHolds = await lockOldHolds(tx, wishes)
  const seats = await lockSeats(tx, distinct([...wanted, ...[...oldHolds.values()].flatMap((h) => h.seats)]))
  const flights = await loadFlights(
    tx,
    wanted.map((s) => s.flightId),
  )
  const plans: BatchFacts['plans'] = new Map()
  for (const { id, layoutId, layoutVersion } of flights.values()) {
    plans.set(id, (await drawingOf(tx, layoutId, layoutVersion)).plans)
  }
  const pairs = new Map(wanted.map((s) => [unpaidName(s.userId, s.flightId), s]))
  const unpaid = await countUnpaidSeats(tx, [...pairs.values()], now)
  const byName = new Map(unpaid.map(({ userId, flightId, seats: count }) => [unpaidName(userId, flightId), count]))
  return { seats, flights, plans, oldHolds, unpaid: byName, now }
}

const NOTHING: Omit<BatchFacts, 'now'> = {
  seats: [],
  flights: new Map(),
  plans: new Map(),
  oldHolds: new Map(),
  unpaid: new Map(),
}

/** Holds to be replaced, as far as they are the customer's own and run. */
async function lockOldHolds(tx: Tx, wishes: readonly Wish[]): Promise<Map<HoldId, OldHold>> {
  const ids = new Set(wishes.flatMap(({ replaces }) => replaces ?? []))
  const owners = new Set(wishes.map((w) => `${w.replaces}/${w.userId}`))
  const locked = await lockHolds(tx, [...ids])
  const own = locked.filter((h) => h.status === 'ACTIVE' && owners.has(`${h.id}/${h.userId}`))
  const seats = Map.groupBy(
    await loadHoldSeats(
      tx,
      own.map((h) => h.id),
    ),
    (s) => s.holdId,
  )
  return new Map(own.map((hold) => [hold.id, { ...hold, seats: seats.get(hold.id) ?? [] }]))
}

const distinct = (seats: SeatRef[]): SeatRef[] => [...new Map(seats.map((s) => [seatName(s), s])).values()]

async function save(tx: Tx, { holds, ended, freed, changes }: BatchDecision<Wish>, now: Date): Promise<void> {
  if (holds.length === 0) return
  await takeBackSeats(tx, freed)
  await endHolds(tx, ended, 'RELEASED')
  const given = holds.flatMap(({ id, expiresAt, seats }) =>
    seats.map(({ flightId, seat }) => ({ flightId, seat, holdId: id, until: expiresAt })),
  )
  const held = await giveFreeSeats(tx, given, now)
  if (held !== given.length) throw new Error(`Of ${given.length} locked free seats ${held} could be held.`)
  await saveHolds(tx, holds)
  await recordSeatChanges(tx, changes)
}
