import fc from 'fast-check'
import { expect, test } from 'vitest'
import { business, economy } from '../../../tests/support/flights.ts'
import { type Cabin, type SeatPlan, seatPlans, surchargeMinor } from './layout.ts'

const row = (columns: string, aisleAfter: string[], without: string[] = []): string[] =>
  seatPlans([economy({ firstRow: 20, lastRow: 20, columns: [...columns], aisleAfter, without, features: [] })]).map(
    (s) => `${s.number} ${s.position}`,
  )

test('three and three have windows, middles and aisles', () => {
  expect(row('ABCDEF', ['C'])).toEqual([
    '20A WINDOW',
    '20B MIDDLE',
    '20C AISLE',
    '20D AISLE',
    '20E MIDDLE',
    '20F WINDOW',
  ])
})

test('two, four and two have two aisles and middles only between them', () => {
  expect(row('ABDEFGJK', ['B', 'G'])).toEqual([
    '20A WINDOW',
    '20B AISLE',
    '20D AISLE',
    '20E MIDDLE',
    '20F MIDDLE',
    '20G AISLE',
    '20J AISLE',
    '20K WINDOW',
  ])
})

test('one, two and one are windows at the wall though the aisle is beside them', () => {
  expect(row('ADGK', ['A', 'G'])).toEqual(['20A WINDOW', '20D AISLE', '20G AISLE', '20K WINDOW'])
})

test('a seat that is not there is not drawn, and changes no other seat', () => {
  expect(row('ABCDEF', ['C'], ['20A', '20F'])).toEqual(['20B MIDDLE', '20C AISLE', '20D AISLE', '20E MIDDLE'])
})

test('cabins are drawn in their order, with the features of each seat', () => {
  const plans = seatPlans([business(), economy()])
  expect(plans.slice(0, 4).map((s) => s.number)).toEqual(['1C', '1D', '1F', '2A'])
  expect(plans.find((s) => s.number === '4A')).toEqual({
    number: '4A',
    row: 4,
    column: 'A',
    cabin: 'ECONOMY',
    position: 'WINDOW',
    features: ['EXTRA_LEGROOM', 'BULKHEAD'],
  })
  expect(plans.find((s) => s.number === '4B')?.features).toEqual([])
})

const COLUMNS = [...'ABCDEFGHJK']
const cabins: fc.Arbitrary<Cabin> = fc
  .record({
    firstRow: fc.integer({ min: 1, max: 40 }),
    rows: fc.integer({ min: 1, max: 12 }),
    columns: fc.subarray(COLUMNS, { minLength: 1 }),
  })
  .chain(({ firstRow, rows, columns }) =>
    fc
      .record({
        aisleAfter: fc.subarray(columns),
        without: fc.subarray(columns.map((c) => `${firstRow}${c}`)),
      })
      .map((rest) => economy({ firstRow, lastRow: firstRow + rows - 1, columns, features: [], ...rest })),
  )

test('property: every seat is drawn once, less those that are not there', () => {
  fc.assert(
    fc.property(cabins, (cabin) => {
      const plans = seatPlans([cabin])
      const rows = cabin.lastRow - cabin.firstRow + 1
      expect(plans).toHaveLength(rows * cabin.columns.length - cabin.without.length)
      expect(new Set(plans.map((s) => s.number)).size).toBe(plans.length)
      expect(plans.every((s) => s.number === `${s.row}${s.column}`)).toBe(true)
    }),
  )
})

test('of the surcharges that fit a seat the dearest counts, and none is nothing', () => {
  const seat: SeatPlan = {
    number: '12A',
    row: 12,
    column: 'A',
    cabin: 'ECONOMY',
    position: 'WINDOW',
    features: ['EXIT_ROW'],
  }
  expect(surchargeMinor(seat, [])).toBe(0)
  expect(surchargeMinor(seat, [{ position: 'AISLE', amountMinor: 5 }])).toBe(0)
  expect(
    surchargeMinor(seat, [
      { position: 'WINDOW', amountMinor: 5 },
      { feature: 'EXIT_ROW', amountMinor: 9 },
      { seats: ['12A'], amountMinor: 7 },
      { seats: ['12B'], amountMinor: 100 },
      { feature: 'BASSINET', amountMinor: 100 },
      // Both must fit, not either.
      { feature: 'EXIT_ROW', position: 'AISLE', amountMinor: 100 },
    ]),
  ).toBe(9)
  expect(surchargeMinor(seat, [{ amountMinor: 3 }])).toBe(3)
})
