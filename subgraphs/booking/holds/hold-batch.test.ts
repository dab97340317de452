import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FlightId, type HoldId, newId, type UserId } from '#lib/ids.ts'
import { flightSnapshot, saleFlight } from '../../../tests/support/flights.ts'
import { seatPlans } from '../seats/layout.ts'
import { type SeatRow, seatName } from '../seats/seat.ts'
import { UNPAID_SEATS_LIMIT } from './hold.ts'
import {
  type BatchDecision,
  type BatchFacts,
  decideBatch,
  type HoldWish,
  type OldHold,
  unpaidName,
} from './hold-batch.ts'

const MINUTE_MS = 60_000
const now = new Date()
const flights = [flightSnapshot(), flightSnapshot()]
const flightIds = flights.map((f) => f.flightId as FlightId)
const users = [newId<UserId>(), newId<UserId>(), newId<UserId>()]
const NUMBERS = ['4A', '4B', '4C', '4D']
const refs = flightIds.flatMap((flightId) => NUMBERS.map((seat) => ({ flightId, seat })))
const [a] = flightIds as [FlightId]
const [ann, bob] = users as [UserId, UserId]

/** What is there before a batch: holds, seats by their holds, and unpaid seats elsewhere on the flight. */
function factsOf(holds: Map<HoldId, OldHold>, elsewhere: Map<string, number>): BatchFacts {
  const owners = new Map(
    [...holds].flatMap(([id, hold]) => hold.seats.map((s) => [seatName(s), { id, hold }] as const)),
  )
  const seats = refs.map((ref): SeatRow => {
    const owner = owners.get(seatName(ref))
    const claim = {
      status: owner ? 'HELD' : 'AVAILABLE',
      holdId: owner?.id ?? null,
      heldUntil: owner?.hold.expiresAt ?? null,
    }
    return { ...ref, cabin: 'ECONOMY', bookingId: null, ...(claim as Pick<SeatRow, 'status' | 'holdId' | 'heldUntil'>) }
  })
  return {
    seats,
    flights: new Map(flights.map((f) => [f.flightId as FlightId, saleFlight(f)])),
    plans: new Map(
      flights.map((f) => [f.flightId as FlightId, new Map(seatPlans(f.cabins).map((p) => [p.number, p]))]),
    ),
    oldHolds: holds,
    unpaid: unpaidOf(holds, elsewhere),
    now,
  }
}

function unpaidOf(holds: Map<HoldId, OldHold>, elsewhere: Map<string, number>): Map<string, number> {
  const unpaid = new Map(elsewhere)
  for (const { userId, status, expiresAt, seats } of holds.values()) {
    if (status !== 'ACTIVE' || expiresAt <= now) continue
    for (const { flightId } of seats) {
      const name = unpaidName(userId, flightId)
      unpaid.set(name, (unpaid.get(name) ?? 0) + 1)
    }
  }
  return unpaid
}

/** What the store makes of a decision: seats come back, then go to the new holds. */
function saved(
  facts: BatchFacts,
  { holds, ended, freed }: BatchDecision<HoldWish>,
  elsewhere: Map<string, number>,
): BatchFacts {
  const rows = new Map(facts.seats.map((row) => [seatName(row), row]))
  const change = (name: string, claim: Partial<SeatRow>) => rows.set(name, { ...(rows.get(name) as SeatRow), ...claim })
  for (const seat of freed) {
    expect(rows.get(seatName(seat))?.holdId).toBe(seat.holdId)
    change(seatName(seat), { status: 'AVAILABLE', holdId: null, heldUntil: null })
  }
  const all = new Map(facts.oldHolds)
  for (const id of ended) all.set(id, { ...(all.get(id) as OldHold), status: 'RELEASED' })
  for (const hold of holds) {
    for (const seat of hold.seats) {
      const row = rows.get(seatName(seat)) as SeatRow
      expect(row.status === 'AVAILABLE' || (row.heldUntil as Date) <= now).toBe(true)
      change(seatName(seat), { status: 'HELD', holdId: hold.id, heldUntil: hold.expiresAt })
    }
    all.set(hold.id, hold)
  }
  return { ...facts, seats: [...rows.values()], oldHolds: all, unpaid: unpaidOf(all, elsewhere) }
}

const wish = (userId: UserId, seats: typeof refs, replaces: HoldId | null = null): HoldWish => ({
  id: newId(),
  userId,
  choice: { ok: true, seats },
  replaces,
  holdTtlMs: 10 * MINUTE_MS,
})
const on = (...numbers: string[]) => numbers.map((seat) => ({ flightId: a, seat }))
const codes = (decision: BatchDecision<HoldWish>) => [...decision.answers.values()].map((d) => (d.ok ? 'ok' : d.code))
const running = (userId: UserId, seats: typeof refs): OldHold => ({
  userId,
  status: 'ACTIVE',
  expiresAt: new Date(now.getTime() + MINUTE_MS),
  seats,
})
const NOBODY = factsOf(new Map(), new Map())

test('who came first gets the seat, and each request is refused for its own fault', () => {
  const tooFew = { ok: false as const, code: 'TOO_FEW_SEATS' as const, left: [] }
  const wishes = [
    wish(ann, on('4A', '4B')),
    wish(bob, on('4B', '4C')),
    wish(bob, on('4C')),
    wish(bob, on('9Z')),
    wish(ann, on('4D'), newId()),
    { ...wish(ann, []), choice: tooFew },
  ]
  const decision = decideBatch(wishes, NOBODY)
  expect(codes(decision)).toEqual(['ok', 'SEATS_UNAVAILABLE', 'ok', 'INVALID_INPUT', 'NOT_FOUND', 'TOO_FEW_SEATS'])
  expect(decision.answers.get(wishes[1] as HoldWish)).toMatchObject({ taken: on('4B') })
  expect(decision.changes.map((c) => `${c.seat} ${c.status}`)).toEqual(['4A HELD', '4B HELD', '4C HELD'])
})

test('what a replaced hold gives back is there for the next, and is told of once', () => {
  const old = newId<HoldId>()
  const facts = factsOf(new Map([[old, running(ann, on('4A', '4B'))]]), new Map())
  const decision = decideBatch(
    [wish(bob, on('4A')), wish(ann, on('4B', '4C'), old), wish(bob, on('4A')), wish(ann, on('4D'), old)],
    facts,
  )
  expect(codes(decision)).toEqual(['SEATS_UNAVAILABLE', 'ok', 'ok', 'NOT_FOUND'])
  expect(decision.ended).toEqual([old])
  expect(decision.freed.map((s) => s.seat)).toEqual(['4A', '4B'])
  expect(decision.changes.map((c) => `${c.seat} ${c.status}`).sort()).toEqual(['4A HELD', '4B HELD', '4C HELD'])
})

test('the cap counts what the same batch gave, without what it took back', () => {
  const elsewhere = new Map([[unpaidName(ann, a), UNPAID_SEATS_LIMIT - 3]])
  const old = newId<HoldId>()
  const facts = factsOf(new Map([[old, running(ann, on('4A'))]]), elsewhere)
  const late = [wish(ann, on('4B', '4C')), wish(ann, on('4D')), wish(ann, on('4D'), old), wish(bob, on('4A'))]
  expect(codes(decideBatch(late, facts))).toEqual(['ok', 'HOLD_LIMIT_REACHED', 'ok', 'ok'])
  const early = [wish(ann, on('4D'), old), wish(ann, on('4B', '4C')), wish(ann, on('4A'))]
  expect(codes(decideBatch(early, facts))).toEqual(['ok', 'ok', 'HOLD_LIMIT_REACHED'])
})

const someSeats = fc.subarray(refs, { minLength: 1, maxLength: 4 })
const user = fc.constantFrom(...users)
/** Old holds share no seat; some are past their time. */
const before = fc
  .tuple(
    fc.array(fc.record({ user, size: fc.integer({ min: 1, max: 2 }), over: fc.boolean() }), { maxLength: 3 }),
    fc.shuffledSubarray(refs),
  )
  .map(([holds, free]) => {
    const left = [...free]
    const all = holds.map(({ user: userId, size, over }) => {
      const expiresAt = new Date(now.getTime() + (over ? -1 : 1) * MINUTE_MS)
      return [newId<HoldId>(), { userId, status: 'ACTIVE' as const, expiresAt, seats: left.splice(0, size) }] as const
    })
    return new Map<HoldId, OldHold>(all)
  })
const elsewhere = fc
  .array(fc.tuple(user, fc.constantFrom(...flightIds), fc.integer({ min: 5, max: UNPAID_SEATS_LIMIT })), {
    maxLength: 3,
  })
  .map((all) => new Map(all.map(([userId, flightId, count]) => [unpaidName(userId, flightId), count])))
const plans = fc.array(fc.record({ user, seats: someSeats, replaces: fc.option(fc.nat(3)) }), { maxLength: 12 })

test('property: a batch decides as its requests would be decided one after another', () => {
  fc.assert(
    fc.property(before, elsewhere, plans, (holds, extra, asked) => {
      const facts = factsOf(holds, extra)
      const ids = [...holds.keys(), newId<HoldId>()]
      const wishes = asked.map(({ user: userId, seats, replaces }) =>
        wish(userId, seats, replaces === null ? null : (ids[replaces % ids.length] as HoldId)),
      )
      let stock = facts
      const alone = wishes.map((one) => {
        const decision = decideBatch([one], stock)
        stock = saved(stock, decision, extra)
        return decision.answers.get(one)
      })
      const together = decideBatch(wishes, facts)
      expect([...together.answers.values()]).toEqual(alone)
      const after = saved(facts, together, extra)
      expect(after.seats).toEqual(stock.seats)
      expect(after.unpaid).toEqual(stock.unpaid)
      // What watchers are told, folded over the seats as they were, gives the seats as they are.
      const told = new Map(together.changes.map((c) => [seatName(c), c]))
      expect(told.size).toBe(together.changes.length)
      for (const [n, row] of after.seats.entries()) {
        const { status, heldUntil } = told.get(seatName(row)) ?? (facts.seats[n] as SeatRow)
        expect({ status, heldUntil }).toEqual({ status: row.status, heldUntil: row.heldUntil })
      }
    }),
    { numRuns: 200 },
  )
})
