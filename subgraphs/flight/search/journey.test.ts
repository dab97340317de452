import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FlightId } from '#lib/ids.ts'
import { beats, connects, type Journey, journeys, type Leg, unbeaten } from './journey.ts'

const HOUR = 3_600_000
const at = (hours: number) => new Date(Date.UTC(2027, 0, 1) + hours * HOUR)
const countryOf = (code: string) => ({ DEL: 'IN', BOM: 'IN', BLR: 'IN', LHR: 'GB', JFK: 'US' })[code]

let flights = 0
const leg = (origin: string, destination: string, departs: number, hours: number, over: Partial<Leg> = {}): Leg => ({
  id: `f${++flights}` as FlightId,
  airlineCode: 'SJ',
  origin,
  destination,
  departsAt: at(departs),
  arrivesAt: at(departs + hours),
  currency: 'INR',
  priceMinor: 100,
  ...over,
})

describe('connects', () => {
  const arrival = leg('DEL', 'BOM', 0, 2)
  test.each([
    ['44 minutes within a country are too short', leg('BOM', 'BLR', 2 + 44 / 60, 1), false],
    ['45 minutes within a country are enough', leg('BOM', 'BLR', 2.75, 1), true],
    ['45 minutes to another country are too short', leg('BOM', 'LHR', 2.75, 9), false],
    ['75 minutes to another country are enough', leg('BOM', 'LHR', 3.25, 9), true],
    ['24 hours are the most', leg('BOM', 'BLR', 26, 1), true],
    ['more than 24 hours are too long', leg('BOM', 'BLR', 26.1, 1), false],
    ['a flight that has left cannot be caught', leg('BOM', 'BLR', 1, 1), false],
  ])('%s', (_, onward, expected) => {
    expect(connects(arrival, onward, countryOf)).toBe(expected)
  })
})

describe('journeys', () => {
  const direct = leg('DEL', 'JFK', 1, 15)
  const toLondon = leg('DEL', 'LHR', 0, 9)
  const toMumbai = leg('DEL', 'BOM', 0, 2)
  const mumbaiLondon = leg('BOM', 'LHR', 4, 9)
  const onward = leg('LHR', 'JFK', 15, 8)
  const legs = { first: [direct, toLondon, toMumbai], middle: [mumbaiLondon], last: [direct, onward] }
  const stopsOf = (maxStops: number) =>
    journeys(legs, 'JFK', countryOf, maxStops)
      .map((j) => j.stops)
      .sort()

  test('have no more stops than asked for', () => {
    expect([stopsOf(0), stopsOf(1), stopsOf(2)]).toEqual([[0], [0, 1], [0, 1, 2]])
  })
  test('are sold in one currency', () => {
    const dollars = leg('LHR', 'JFK', 15, 8, { currency: 'USD' })
    expect(journeys({ first: [toLondon], middle: [], last: [dollars] }, 'JFK', countryOf, 1)).toEqual([])
  })
  test('touch no airport twice', () => {
    const back = leg('BOM', 'DEL', 4, 2)
    const again = leg('DEL', 'JFK', 8, 15)
    expect(journeys({ first: [toMumbai], middle: [back], last: [again] }, 'JFK', countryOf, 2)).toEqual([])
  })
  test('cost the sum of their flights and arrive with the last', () => {
    const [journey] = journeys({ first: [toLondon], middle: [], last: [onward] }, 'JFK', countryOf, 1)
    expect(journey).toMatchObject({ priceMinor: 200, id: `${toLondon.id}.${onward.id}`, arrivesMs: at(23).getTime() })
  })
})

const anyJourney = fc
  .record({
    departsMs: fc.integer({ min: 0, max: 6 }),
    takes: fc.integer({ min: 1, max: 6 }),
    priceMinor: fc.integer({ min: 1, max: 6 }),
    stops: fc.integer({ min: 0, max: 2 }),
    currency: fc.constantFrom('INR', 'USD'),
  })
  .map(
    ({ takes, ...j }): Journey => ({ ...j, arrivesMs: j.departsMs + takes, legs: [], id: JSON.stringify([takes, j]) }),
  )

describe('unbeaten', () => {
  test('keeps each direct flight and exactly those connections that nothing beats', () => {
    fc.assert(
      fc.property(fc.array(anyJourney, { maxLength: 30 }), (all) => {
        const expected = all.filter((j) => j.stops === 0 || !all.some((other) => beats(other, j)))
        expect(new Set(unbeaten(all))).toEqual(new Set(expected))
      }),
    )
  })
})
