import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { economy, fare, flightSnapshot, saleFlight } from '../../../tests/support/flights.ts'
import type { Discount } from '../discounts/discount.ts'
import { seatPlans } from '../seats/layout.ts'
import type { SegmentRow } from './booking.ts'
import { decideSeatChange, refundMinor, repriced } from './seat-change.ts'

const flight = saleFlight(flightSnapshot())
const plans = new Map(seatPlans(flightSnapshot().cabins).map((s) => [s.number, s]))
const segment = (seat: string, surchargeMinor: number, n = 0): SegmentRow => ({
  passengerId: `${n}` as SegmentRow['passengerId'],
  bookingId: newId(),
  flightId: flight.id,
  seat,
  cabin: 'ECONOMY',
  baseMinor: 4500_00,
  taxesMinor: 750_50,
  surchargeMinor,
  refundable: true,
  cancelFeeMinor: 1000_00,
})
const to = (seat: string, from = segment('5A', 200_00), fares = flight.fares) =>
  decideSeatChange(from, { seat, plan: plans.get(seat), fares, currency: 'INR' })

test('a seat of the same cabin that costs as much, or less, may be taken', () => {
  expect(economy().cabin).toBe('ECONOMY')
  expect(to('6F')).toEqual({ ok: true, surchargeMinor: 200_00 })
  expect(to('6B')).toEqual({ ok: true, surchargeMinor: 0 })
})

test('a dearer seat, another cabin, no seat, the same seat and another currency are refused with the seat at fault', () => {
  for (const seat of ['4A', '2A', '99Z', '', '5A']) {
    expect(to(seat), seat).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'seat'] })
  }
  expect(to('6B', segment('5A', 200_00), [fare({ currency: 'EUR' })])).toMatchObject({ code: 'INVALID_INPUT' })
})

test('property: a cheaper seat never makes the total larger, nor less than nothing, and lines add up to it', () => {
  const minor = fc.integer({ min: 0, max: 1_000_000 })
  const discount = fc.option(
    fc.oneof(
      fc.integer({ min: 1, max: 100 }).map((percentOff) => ({ percentOff, amountOffMinor: null })),
      fc.integer({ min: 1, max: 3_000_000 }).map((amountOffMinor) => ({ percentOff: null, amountOffMinor })),
    ),
    { nil: undefined },
  )
  fc.assert(
    fc.property(minor, minor, discount, (a, b, off) => {
      const flights = new Map([[flight.id, flight]])
      const given = { flights, discount: off && ({ code: 'X', ...off } as Discount) }
      const other = segment('7B', 0, 1)
      const before = repriced([segment('5A', Math.max(a, b)), other], given)
      const after = repriced([segment('6B', Math.min(a, b)), other], given)
      for (const { lines, totalMinor } of [before, after]) {
        expect(lines.reduce((sum, l) => sum + l.amountMinor, 0)).toBe(totalMinor)
        expect(totalMinor).toBeGreaterThanOrEqual(0)
      }
      expect(after.totalMinor).toBeLessThanOrEqual(before.totalMinor)
      const paid = refundMinor({ status: 'CONFIRMED', totalMinor: before.totalMinor }, after.totalMinor)
      expect(before.totalMinor - paid).toBe(after.totalMinor)
      expect(paid).toBeLessThanOrEqual(before.totalMinor)
      expect(refundMinor({ status: 'PENDING_PAYMENT', totalMinor: before.totalMinor }, after.totalMinor)).toBe(0)
    }),
  )
})
