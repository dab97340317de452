import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addEntry, compact, createNetwork, type Entry, removeEntry } from './network.ts'
import { MOST_LAYOVER_MS, type PlannedJourney, type PlanQuery, planJourneys } from './plan.ts'

const HOUR = 3_600_000
const AIRPORTS = 5

/** Few airports, hours and prices, so that ties, airports met twice and layovers of exactly the limits are common. */
const anyFlights = fc.array(
  // Without a bias to the ends of ranges: flights that all leave at once never connect.
  fc.noBias(
    fc.record({
      from: fc.integer({ min: 0, max: AIRPORTS - 1 }),
      to: fc.integer({ min: 0, max: AIRPORTS - 1 }),
      departs: fc.integer({ min: 0, max: 50 }).map((hours) => hours * HOUR),
      tookHours: fc.integer({ min: 1, max: 9 }),
      price: fc.integer({ min: 1, max: 12 }),
    }),
  ),
  { minLength: 60, maxLength: 120, size: 'max' },
)
const entriesOf = (flights: Array<Omit<Entry, 'arrives' | 'flight'> & { tookHours: number }>): Entry[] =>
  flights.map(({ tookHours, ...f }, flight) => ({ ...f, arrives: f.departs + tookHours * HOUR, flight }))

const anyQuery = fc.noBias(
  fc.record({
    departsFrom: fc.integer({ min: 0, max: 12 }).map((hours) => hours * HOUR),
    hours: fc.integer({ min: 12, max: 48 }),
    maxStops: fc.constantFrom(0, 1, 2, 2, 2),
    mostPrice: fc.constantFrom(Infinity, Infinity, Infinity, 8, 15),
    connectHours: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: AIRPORTS, maxLength: AIRPORTS }),
    refused: fc.option(fc.integer({ min: 2, max: 5 }), { nil: undefined, freq: 1 }),
    notBefore: fc.option(fc.integer({ min: 0, max: 23 }), { nil: undefined, freq: 1 }),
  }),
)
type AnyQuery = typeof anyQuery extends fc.Arbitrary<infer T> ? T : never

const queryOf = ({ hours, connectHours, refused, notBefore, ...rest }: AnyQuery): PlanQuery => ({
  ...rest,
  from: 0,
  to: 1,
  departsBefore: rest.departsFrom + hours * HOUR,
  connectMs: Float64Array.from(connectHours, (h) => h * HOUR),
  accepts: refused === undefined ? undefined : (flight) => flight % refused !== 0,
  mayLeave: notBefore === undefined ? undefined : (departs) => (departs / HOUR) % 24 >= notBefore,
})

/** Every journey there is, by trying all flights after all flights. */
function enumerate(all: readonly Entry[], query: PlanQuery): Entry[][] {
  const usable = all.filter((f) => f.from !== f.to && (query.accepts?.(f.flight) ?? true))
  const begins = (f: Entry) =>
    f.from === query.from &&
    f.departs >= query.departsFrom &&
    f.departs < query.departsBefore &&
    (query.mayLeave?.(f.departs) ?? true)
  const found: Entry[][] = []
  const extend = (journey: Entry[]) => {
    const end = journey.at(-1) as Entry
    if (end.to === query.to) {
      found.push(journey)
      return
    }
    if (journey.length > query.maxStops) return
    const seen = new Set(journey.map((f) => f.from))
    for (const next of usable) {
      const layover = next.departs - end.arrives
      const fits = layover >= (query.connectMs[end.to] as number) && layover <= MOST_LAYOVER_MS
      if (next.from === end.to && !seen.has(next.to) && fits) extend([...journey, next])
    }
  }
  for (const first of usable.filter(begins)) extend([first])
  return found.filter((journey) => priceOf(journey) <= query.mostPrice)
}

const priceOf = (journey: readonly Entry[]) => journey.reduce((sum, f) => sum + f.price, 0)

/** By the definition, each compared with each. */
function unbeaten(journeys: Entry[][]): Entry[][] {
  const facts = (j: Entry[]) => [-(j[0] as Entry).departs, (j.at(-1) as Entry).arrives, priceOf(j), j.length]
  const beats = (a: Entry[], b: Entry[]) => {
    const [x, y] = [facts(a), facts(b)]
    return x.every((value, n) => value <= (y[n] as number)) && x.some((value, n) => value < (y[n] as number))
  }
  return journeys.filter((j) => j.length === 1 || !journeys.some((other) => beats(other, j)))
}

const keys = (journeys: number[][]) => journeys.map((flights) => flights.join('.')).sort()

describe('planJourneys', () => {
  test('finds exactly the journeys that nothing beats, of all that there are', () => {
    const stops = [0, 0, 0]
    fc.assert(
      fc.property(anyFlights, anyQuery, (flights, anyOf) => {
        const entries = entriesOf(flights)
        const network = createNetwork()
        for (const entry of entries) addEntry(network, entry)
        const query = queryOf(anyOf)
        const expected = unbeaten(enumerate(entries, query))
        for (const { length } of expected) stops[length - 1] = (stops[length - 1] ?? 0) + 1
        const found = planJourneys(network, query)
        const flightsOf = (j: PlannedJourney) => j.legs.map((leg) => network.flight[leg] as number)
        expect(keys(found.map(flightsOf))).toEqual(keys(expected.map((j) => j.map((f) => f.flight))))
        for (const j of found) {
          const legs = flightsOf(j).map((n) => entries[n] as Entry)
          expect([j.departs, j.arrives, j.price]).toEqual([legs[0]?.departs, legs.at(-1)?.arrives, priceOf(legs)])
        }
      }),
      { numRuns: 1200 },
    )
    // The cases are worth something only if connections of both kinds are among the answers.
    expect(Math.min(...stops)).toBeGreaterThan(100)
  }, 30_000)

  test('finds the same in a network that came about by additions, removals and tidying', () => {
    fc.assert(
      fc.property(anyFlights, anyQuery, fc.infiniteStream(fc.boolean()), (flights, anyOf, choice) => {
        const entries = entriesOf(flights)
        const network = createNetwork()
        for (const entry of entries) addEntry(network, entry)
        const choose = () => choice.next().value as boolean
        const left = entries.filter((entry) => {
          const keep = choose()
          if (!keep) removeEntry(network, entry)
          return keep
        })
        if (choose()) compact(network)
        const again = entries.filter((entry) => !left.includes(entry) && choose())
        for (const entry of again) addEntry(network, entry)
        const query = queryOf(anyOf)
        const found = planJourneys(network, query).map((j) => j.legs.map((leg) => network.flight[leg] as number))
        const expected = unbeaten(enumerate([...left, ...again], query))
        expect(keys(found)).toEqual(keys(expected.map((j) => j.map((f) => f.flight))))
        expect(network.flights).toBe(left.length + again.length)
      }),
      { numRuns: 500 },
    )
  }, 30_000)
})
