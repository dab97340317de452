import { describe, expect, test } from 'vitest'
import type { Airport, Catalogue } from '../catalogue/catalogue.ts'
import { readSearch, type SearchInput } from './request.ts'

const airport = (code: string, timeZone: string): [string, Airport] => [
  code,
  { code, name: code, cityId: code, timeZone, latitude: 0, longitude: 0, minConnectionMin: 60, retiredAt: null },
]
const catalogue: Catalogue = {
  cities: new Map(),
  airlines: new Map(),
  airports: new Map([
    airport('DEL', 'Asia/Kolkata'),
    airport('LHR', 'Europe/London'),
    airport('SCL', 'America/Santiago'),
  ]),
}
const good: SearchInput = {
  origin: 'DEL',
  destination: 'LHR',
  date: '2027-03-28',
  passengers: 1,
  cabin: 'ECONOMY',
  maxStops: 1,
  flexDays: 0,
}

describe('readSearch', () => {
  test.each<[string, Partial<SearchInput>, string]>([
    ['an unknown origin', { origin: 'XXX' }, 'origin'],
    ['an unknown destination', { destination: '__proto__' }, 'destination'],
    ['the same place twice', { destination: 'DEL' }, 'destination'],
    ['30 February', { date: '2027-02-30' }, 'date'],
    ['a date in words', { date: 'tomorrow' }, 'date'],
    ['a year of five digits', { date: '+12027-01-01' }, 'date'],
    ['nobody', { passengers: 0 }, 'passengers'],
    ['ten people', { passengers: 10 }, 'passengers'],
    ['three stops', { maxStops: 3 }, 'maxStops'],
    ['a negative number of days', { flexDays: -1 }, 'flexDays'],
    ['a wall time of 25 hours', { departAfter: '25:00' }, 'departAfter'],
    ['a price in words', { maxPrice: 'cheap' }, 'maxPrice'],
  ])('refuses %s and names the field', (_, over, field) => {
    expect(() => readSearch({ ...good, ...over }, catalogue)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: ['search', field] } }),
    )
  })

  test('takes a day from midnight to midnight at the origin', () => {
    const { from, to } = readSearch(good, catalogue)
    expect([from.toISOString(), to.toISOString()]).toEqual(['2027-03-27T18:30:00.000Z', '2027-03-28T18:30:00.000Z'])
  })

  test('knows that a day on which the clocks change has 23 or 25 hours', () => {
    const hours = (date: string) => {
      const { from, to } = readSearch({ ...good, origin: 'LHR', destination: 'DEL', date }, catalogue)
      return (to.getTime() - from.getTime()) / 3_600_000
    }
    expect([hours('2027-03-28'), hours('2027-06-01'), hours('2027-10-31')]).toEqual([23, 24, 25])
  })

  test('begins a day without a midnight at its first instant', () => {
    const { from } = readSearch({ ...good, origin: 'SCL', date: '2026-09-06' }, catalogue)
    expect(from.toISOString()).toBe('2026-09-06T04:00:00.000Z')
  })

  test('looks as many days around as asked for', () => {
    const { from, to } = readSearch({ ...good, flexDays: 2 }, catalogue)
    expect((to.getTime() - from.getTime()) / 86_400_000).toBe(5)
  })
})
