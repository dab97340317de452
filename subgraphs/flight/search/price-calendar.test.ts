import { expect, test } from 'vitest'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Journey } from './journey.ts'
import { type CalendarInput, cheapestByDay, readCalendar } from './price-calendar.ts'

const airport = (code: string) =>
  [
    code,
    {
      code,
      name: code,
      cityId: code,
      timeZone: 'Asia/Kolkata',
      latitude: 0,
      longitude: 0,
      minConnectionMin: 60,
      retiredAt: null,
    },
  ] as const
const catalogue: Catalogue = {
  cities: new Map(),
  airlines: new Map(),
  airports: new Map([airport('DEL'), airport('BOM')]),
}
const good: CalendarInput = {
  origin: 'DEL',
  destination: 'BOM',
  from: '2027-01-30',
  to: '2027-02-02',
  cabin: 'ECONOMY',
}

test('has each day from the first to the last', () => {
  const { dates, request } = readCalendar(good, catalogue)
  expect(dates).toEqual(['2027-01-30', '2027-01-31', '2027-02-01', '2027-02-02'])
  expect(request.days).toHaveLength(4)
  expect(request.days[0]?.from.toISOString()).toBe('2027-01-29T18:30:00.000Z')
})

test.each<[string, Partial<CalendarInput>, string]>([
  ['an unknown origin', { origin: 'XXX' }, 'origin'],
  ['the same place twice', { destination: 'DEL' }, 'destination'],
  ['a date in words', { from: 'today' }, 'from'],
  ['an end before the beginning', { to: '2027-01-29' }, 'to'],
  ['63 days', { to: '2027-04-02' }, 'to'],
])('refuses %s and names the argument', (_, over, argument) => {
  expect(() => readCalendar({ ...good, ...over }, catalogue)).toThrow(
    expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: [argument] } }),
  )
})

const journey = (currency: string, priceMinor: number) => ({ currency, priceMinor }) as Journey

test('tells the cheapest of each day, in the currency that is sold on most days', () => {
  const days = [
    [journey('INR', 300), journey('INR', 200), journey('USD', 1)],
    [],
    [journey('INR', 500)],
    [journey('USD', 2)],
  ]
  expect(cheapestByDay(days)).toEqual([
    { amountMinor: 200, currency: 'INR' },
    null,
    { amountMinor: 500, currency: 'INR' },
    null,
  ])
  expect(cheapestByDay([[], []])).toEqual([null, null])
})
