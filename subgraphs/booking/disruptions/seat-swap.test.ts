import fc from 'fast-check'
import { expect, test } from 'vitest'
import { business, economy } from '../../../tests/support/flights.ts'
import { type Cabin, type SeatPlan, seatPlans } from '../seats/layout.ts'
import { planSwap } from './seat-swap.ts'

const plansOf = (...cabins: Cabin[]) => new Map(seatPlans(cabins).map((s) => [s.number, s]))
const large = plansOf(economy({ firstRow: 4, lastRow: 9, features: [] }))
const small = plansOf(
  economy({ firstRow: 4, lastRow: 7, columns: ['A', 'B', 'C', 'D'], aisleAfter: ['B'], features: [] }),
)
const seated = (plans: Map<string, SeatPlan>, ...seats: string[]) =>
  seats.map((seat) => ({ claim: seat, plan: plans.get(seat) as SeatPlan }))
const swap = (seats: string[], to = small, blocked: string[] = []) => {
  const { keep, move, withoutSeat } = planSwap(seated(large, ...seats), { plans: to, blocked: new Set(blocked) })
  return [
    ...keep.map((k) => `${k.seat}=`),
    ...move.map((m) => `${m.from}>${m.to}`),
    ...withoutSeat.map((w) => `${w.from}-`),
  ]
}

test('a seat that is there stays, whoever is asked first', () => {
  expect(swap(['9A', '7A', '4D'])).toEqual(['7A=', '4D=', '9A>7D'])
})

test('who moves gets the nearest of the cabin, a window for a window', () => {
  expect(swap(['8F'])).toEqual(['8F>7D'])
  expect(swap(['8A'])).toEqual(['8A>7A'])
  expect(swap(['5E'])).toEqual(['5E>5D'])
})

test('who is left when all seats are taken has none', () => {
  const all = [...large.keys()]
  const plan = swap(all)
  expect(plan.filter((s) => s.endsWith('='))).toHaveLength(16)
  expect(plan.filter((s) => s.endsWith('-'))).toHaveLength(20)
})

test('a blocked seat is given to nobody', () => {
  const free = [...small.keys()].filter((s) => s !== '7C')
  expect(swap(['8F'], small, free)).toEqual(['8F>7C'])
  expect(swap(['8F'], small, [...small.keys()])).toEqual(['8F-'])
})

test('nobody changes the cabin', () => {
  const front = plansOf(business(), economy({ features: [] }))
  const seats = seated(front, '1C', '2A')
  expect(planSwap(seats, { plans: small, blocked: new Set() }).withoutSeat.map((w) => w.from)).toEqual(['1C', '2A'])
})

test('property: nobody is lost, no seat is given twice, no free seat of the cabin is left while somebody has none', () => {
  const cabin = fc
    .record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.subarray([...'ABCDEF'], { minLength: 1 }) })
    .map(({ rows, columns }) =>
      plansOf(economy({ firstRow: 4, lastRow: 3 + rows, columns, aisleAfter: [], features: [] })),
    )
  fc.assert(
    fc.property(
      cabin,
      cabin,
      fc.infiniteStream(fc.boolean()),
      fc.infiniteStream(fc.boolean()),
      (from, to, sits, blocks) => {
        const passengers = seated(from, ...[...from.keys()].filter(() => sits.next().value))
        const blocked = new Set([...to.keys()].filter(() => blocks.next().value && blocks.next().value))
        const { keep, move, withoutSeat } = planSwap(passengers, { plans: to, blocked })
        const claims = [...keep, ...move, ...withoutSeat].map((x) => x.claim)
        expect(claims.toSorted()).toEqual(passengers.map((p) => p.claim).toSorted())
        const given = [...keep.map((k) => k.seat), ...move.map((m) => m.to)]
        expect(new Set(given).size).toBe(given.length)
        expect(move.every((m) => to.has(m.to) && !blocked.has(m.to))).toBe(true)
        if (withoutSeat.length > 0)
          expect(given.length + [...blocked].filter((b) => !given.includes(b)).length).toBe(to.size)
      },
    ),
  )
})
