import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlightId } from '#lib/ids.ts'
import { business, economy } from '../../../tests/support/flights.ts'
import { seatPlans } from './layout.ts'
import { hasTwice, nearestFree, type SeatRef, type SeatStatus, sortSeats, statusAt } from './seat.ts'

const at = (ms: number) => new Date(1_800_000_000_000 + ms)

test('a held seat is free from the very instant its time is over', () => {
  const held = { status: 'HELD' as const, heldUntil: at(0) }
  expect(statusAt(held, at(-1))).toBe('HELD')
  expect(statusAt(held, at(0))).toBe('AVAILABLE')
  expect(statusAt(held, at(1))).toBe('AVAILABLE')
})

test('no time frees a seat that is sold or blocked', () => {
  for (const status of ['BOOKED', 'BLOCKED', 'AVAILABLE'] as SeatStatus[]) {
    expect(statusAt({ status, heldUntil: at(0) }, at(1))).toBe(status)
    expect(statusAt({ status, heldUntil: null }, at(1))).toBe(status)
  }
})

const refs = fc.array(
  fc.record({
    flightId: fc.constantFrom('a', 'b').map((id) => id as FlightId),
    seat: fc.constantFrom('1A', '1B', '10A', '2A'),
  }),
  { maxLength: 8 },
)
const names = (seats: readonly SeatRef[]) => seats.map((s) => `${s.flightId}/${s.seat}`)

test('property: seats are locked in one order, whatever order they were named in', () => {
  fc.assert(
    fc.property(
      refs.chain((seats) => fc.tuple(fc.constant(seats), fc.shuffledSubarray(seats, { minLength: seats.length }))),
      ([seats, shuffled]) => {
        expect(names(sortSeats(shuffled))).toEqual(names(sortSeats(seats)))
        expect(names(sortSeats(seats))).toEqual(names(seats).sort())
        expect(hasTwice(seats)).toBe(new Set(names(seats)).size < seats.length)
      },
    ),
  )
})

test('the nearest free seats are of the same cabin, first in the row, then in the rows around', () => {
  const plans = seatPlans([business(), economy()])
  const plan = (number: string) => plans.find((s) => s.number === number) as (typeof plans)[number]
  const free = ['5D', '9F', '4C', '2C', '5A'].map(plan)
  expect(nearestFree(plan('5C'), free, 3).map((s) => s.number)).toEqual(['5D', '5A', '4C'])
  expect(nearestFree(plan('2D'), free, 3).map((s) => s.number)).toEqual(['2C'])
  expect(nearestFree(plan('5C'), [], 3)).toEqual([])
})
