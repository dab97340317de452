import type { FlightId, HoldId, UserId } from '#lib/ids.ts'
import { notFound } from '#lib/refusal.ts'
import type { SaleFlight } from '../flights/flight.ts'
import type { SeatPlan } from '../seats/layout.ts'
import type { SeatChange } from '../seats/record-seat-changes.ts'
import { type SeatRef, type SeatRow, seatName } from '../seats/seat.ts'
import type { SeatOfHold } from '../seats/store.ts'
import type { NoChoice } from './choose-seats.ts'
import { decideHold, type HoldRefusal, totalMinor } from './hold.ts'
import type { HoldRow, NewHold } from './store.ts'

/** What one request of a batch wants; `id` is the hold's, if there will be one. */
export interface HoldWish {
  id: HoldId
  userId: UserId
  /** The seats, named or picked; or why none could be picked. */
  choice: { ok: true; seats: SeatRef[] } | NoChoice
  replaces: HoldId | null
  holdTtlMs: number
}

/** A hold that some request wants to replace, its row locked, and its seats. */
export type OldHold = Pick<HoldRow, 'userId' | 'status' | 'expiresAt'> & { seats: SeatRef[] }

/** What all requests of a batch are decided on: rows that are locked, read once. */
export interface BatchFacts {
  seats: SeatRow[]
  flights: Map<FlightId, SaleFlight>
  plans: Map<FlightId, Map<string, SeatPlan>>
  oldHolds: Map<HoldId, OldHold>
  /** By `unpaidName`: seats held or booked and unpaid, those of holds to be replaced among them. */
  unpaid: Map<string, number>
  now: Date
}

export interface BatchDecision<W> {
  answers: Map<W, { ok: true; hold: NewHold } | HoldRefusal | NoChoice>
  holds: NewHold[]
  /** Holds that were replaced, and the seats they still had, which may have gone on to others of the batch. */
  ended: HoldId[]
  freed: SeatOfHold[]
  /** How each seat touched stands in the end. */
  changes: SeatChange[]
}

/** Decides requests in the order in which they came: each finds what those before it have left. */
export function decideBatch<W extends HoldWish>(wishes: readonly W[], facts: BatchFacts): BatchDecision<W> {
  const stock: Stock = {
    ...facts,
    rows: new Map(facts.seats.map((row) => [seatName(row), row])),
    oldHolds: new Map(facts.oldHolds),
    unpaid: new Map(facts.unpaid),
    touched: new Map(),
  }
  const answers: BatchDecision<W>['answers'] = new Map()
  const holds: NewHold[] = []
  const ended: HoldId[] = []
  const freed: SeatOfHold[] = []
  for (const wish of wishes) {
    const answer = decideNext(stock, wish)
    answers.set(wish, answer)
    if (!answer.ok) continue
    if (wish.replaces !== null) {
      ended.push(wish.replaces)
      freed.push(...end(stock, wish.replaces))
    }
    holds.push(answer.hold)
    put(stock, answer.hold)
  }
  return { answers, holds, ended, freed, changes: [...stock.touched.values()] }
}

/** The facts as those requests have left them that are decided. */
interface Stock extends Omit<BatchFacts, 'seats'> {
  rows: Map<string, SeatRow>
  touched: Map<string, SeatChange>
}

function decideNext(stock: Stock, wish: HoldWish): { ok: true; hold: NewHold } | HoldRefusal | NoChoice {
  const { choice, replaces, userId } = wish
  if (!choice.ok) return choice
  const old = replaces === null ? undefined : stock.oldHolds.get(replaces)
  if (replaces !== null && (old?.userId !== userId || old.status !== 'ACTIVE')) return notFound('hold')
  const decision = decideHold({
    ...stock,
    wanted: choice.seats,
    locked: choice.seats.flatMap((s) => stock.rows.get(seatName(s)) ?? []),
    unpaid: unpaidBeside(stock, wish, old),
    own: replaces === null ? [] : seatsLeftTo(stock, replaces),
  })
  if (!decision.ok) return decision
  const { seats, currency } = decision
  const expiresAt = new Date(stock.now.getTime() + wish.holdTtlMs)
  const hold = { id: wish.id, userId, status: 'ACTIVE', currency, totalMinor: totalMinor(seats) } as const
  return { ok: true, hold: { ...hold, createdAt: stock.now, expiresAt, seats } }
}

/** By flight, without those of the hold that goes. */
function unpaidBeside(stock: Stock, { userId, choice }: HoldWish, old: OldHold | undefined): Map<FlightId, number> {
  const flightIds = new Set(choice.ok ? choice.seats.map((s) => s.flightId) : [])
  const going = old && old.expiresAt > stock.now ? old.seats : []
  return new Map(
    Array.from(flightIds, (flightId) => {
      const all = stock.unpaid.get(unpaidName(userId, flightId)) ?? 0
      return [flightId, all - going.filter((s) => s.flightId === flightId).length]
    }),
  )
}

/** Of a hold past its time others may have taken some. */
function seatsLeftTo({ rows, oldHolds }: Stock, holdId: HoldId): SeatOfHold[] {
  const seats = oldHolds.get(holdId)?.seats ?? []
  return seats
    .filter((s) => rows.get(seatName(s))?.holdId === holdId)
    .map(({ flightId, seat }) => ({ flightId, seat, holdId }))
}

function end(stock: Stock, holdId: HoldId): SeatOfHold[] {
  const left = seatsLeftTo(stock, holdId)
  for (const seat of left) set(stock, seat, { status: 'AVAILABLE', holdId: null, heldUntil: null })
  const old = stock.oldHolds.get(holdId) as OldHold
  stock.oldHolds.set(holdId, { ...old, status: 'RELEASED' })
  if (old.expiresAt > stock.now) for (const { flightId } of old.seats) count(stock, { ...old, flightId }, -1)
  return left
}

function put(stock: Stock, { id, userId, expiresAt, seats }: NewHold): void {
  for (const seat of seats) {
    set(stock, seat, { status: 'HELD', holdId: id, heldUntil: expiresAt })
    count(stock, { userId, flightId: seat.flightId }, 1)
  }
}

function set(stock: Stock, ref: SeatRef, claim: Pick<SeatRow, 'status' | 'holdId' | 'heldUntil'>): void {
  const name = seatName(ref)
  const { flightId, seat } = ref
  stock.rows.set(name, { ...(stock.rows.get(name) as SeatRow), ...claim })
  stock.touched.set(name, { flightId, seat, status: claim.status, heldUntil: claim.heldUntil })
}

function count(stock: Stock, { userId, flightId }: { userId: UserId; flightId: FlightId }, by: number): void {
  const name = unpaidName(userId, flightId)
  stock.unpaid.set(name, (stock.unpaid.get(name) ?? 0) + by)
}

export const unpaidName = (userId: UserId, flightId: FlightId): string => `${userId}/${flightId}`
