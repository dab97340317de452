import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlightId } from '#lib/ids.ts'
import { flightSnapshot, saleFlight } from '../../../tests/support/flights.ts'
import { type PricedSeat, totalMinor } from '../holds/hold.ts'
import { priceLines, sumMinor } from './price.ts'

const minor = fc.integer({ min: 0, max: 10_000_000 })
const flights = ['SK1', 'SK2', 'SK3'].map((number) => saleFlight(flightSnapshot({ number })))
const byId = new Map(flights.map((f) => [f.id, f]))
const pricedSeats = fc.array(
  fc.record<PricedSeat>({
    flightId: fc.constantFrom<FlightId>(...byId.keys()),
    seat: fc.integer({ min: 1, max: 300 }).map((row) => `${row}A`),
    cabin: fc.constantFrom('ECONOMY', 'BUSINESS'),
    baseMinor: minor,
    taxesMinor: minor,
    surchargeMinor: fc.oneof(fc.constant(0), minor),
    refundable: fc.boolean(),
    cancelFeeMinor: minor,
  }),
  { minLength: 1, maxLength: 36 },
)

test('property: price lines add up to the total of the seats, and fit their columns', () => {
  fc.assert(
    fc.property(pricedSeats, (seats) => {
      const lines = priceLines(seats, byId)
      expect(sumMinor(lines)).toBe(totalMinor(seats))
      expect(lines.every((line) => [...line.description].length <= 200)).toBe(true)
      expect(lines.filter((line) => line.amountMinor === 0).every((line) => line.kind === 'FARE')).toBe(true)
    }),
  )
})

test('there is a line a kind for each flight and cabin, and none for nothing', () => {
  const seat = { flightId: flights[0]?.id as FlightId, cabin: 'ECONOMY', refundable: true, cancelFeeMinor: 0 } as const
  const lines = priceLines(
    [
      { ...seat, seat: '4A', baseMinor: 1000, taxesMinor: 0, surchargeMinor: 50 },
      { ...seat, seat: '4B', baseMinor: 1000, taxesMinor: 0, surchargeMinor: 0 },
    ],
    byId,
  )
  expect(lines).toEqual([
    { kind: 'FARE', description: 'SK1 DEL–BOM, Economy × 2', amountMinor: 2000 },
    { kind: 'SEAT', description: 'SK1 DEL–BOM, seats 4A, 4B', amountMinor: 50 },
  ])
})
