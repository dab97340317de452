import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FlightId } from '#lib/ids.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type Answer, answerOf } from './answer.ts'
import type { Journey } from './journey.ts'
import { planDay } from './plan-day.ts'
import type { SearchRequest } from './request.ts'
import { createPlanner } from './search-flights.ts'
import type { SharedDays } from './shared-days.ts'
import { createTimetable, type SoldFlight, type Timetable } from './timetable.ts'

const HOUR = 3_600_000
const START = Date.UTC(2027, 0, 10)
const CODES = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE']
const catalogue: Catalogue = {
  cities: new Map(),
  airlines: new Map(),
  airports: new Map(
    CODES.map((code) => [
      code,
      {
        code,
        name: code,
        cityId: code,
        timeZone: 'UTC',
        latitude: 0,
        longitude: 0,
        minConnectionMin: 60,
        retiredAt: null,
      },
    ]),
  ),
}
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}` as FlightId

function request(over: Partial<SearchRequest> = {}): SearchRequest {
  const [from, to] = [new Date(START), new Date(START + 24 * HOUR)]
  const none = { airlines: undefined, maxPrice: undefined, departAfter: undefined, departBefore: undefined }
  const base = {
    origin: 'AAA',
    destination: 'BBB',
    timeZone: 'UTC',
    passengers: 1,
    cabin: 'ECONOMY',
    maxStops: 2,
  } as const
  return { ...base, ...none, from, to, days: [{ from, to }], ...over }
}

function flight(
  n: number,
  over: Partial<SoldFlight> & { at?: number; hours?: number; price?: number } = {},
): SoldFlight {
  const { at = 8, hours = 2, price = 100, ...rest } = over
  const departs = START + at * HOUR
  return {
    id: idOf(n),
    airline: 'XX',
    origin: 'AAA',
    destination: 'BBB',
    departs,
    arrives: departs + hours * HOUR,
    salesClose: departs - HOUR,
    fares: [{ cabin: 'ECONOMY', currency: 'INR', priceMinor: price }],
    ...rest,
  }
}

const anyFlight = fc.noBias(
  fc
    .record({
      n: fc.integer({ min: 0, max: 40 }),
      airline: fc.constantFrom('XX', 'YY'),
      ends: fc.constantFrom(...CODES.flatMap((a) => CODES.filter((b) => b !== a).map((b) => [a, b] as const))),
      at: fc.integer({ min: 0, max: 60 }),
      hours: fc.integer({ min: 1, max: 8 }),
      price: fc.integer({ min: 1, max: 10 }),
      sold: fc.constantFrom<Array<'INR' | 'EUR'>>(['INR'], ['INR'], ['EUR'], []),
    })
    .map(({ n, ends: [origin, destination], sold, price, ...rest }) => ({
      ...flight(n, { ...rest, origin, destination }),
      fares: sold.map((currency) => ({ cabin: 'ECONOMY' as const, currency, priceMinor: price })),
    })),
)
const anyStep = fc.oneof(
  { weight: 3, arbitrary: anyFlight.map((put) => ({ put })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 }).map((remove) => ({ remove })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 6 }).map((hours) => ({ hours })) },
)
const requests = [
  request(),
  request({ maxStops: 1 }),
  request({ maxStops: 0 }),
  request({ airlines: new Set(['XX']) }),
  request({ origin: 'CCC', destination: 'DDD' }),
]
/** Without the answers that are kept. */
function anew(timetable: Timetable, { days: _, from, to, ...rest }: SearchRequest, now: number): Journey[] {
  const connectMs = new Float64Array(timetable.airports.length).fill(HOUR)
  return planDay(timetable, { ...rest, departsFrom: from.getTime(), departsBefore: to.getTime() }, { connectMs, now })
}

const flightsOf = (journeys: Array<{ id: string }>) => journeys.map((j) => j.id).sort()

describe('the planner', () => {
  test('keeps answers as long as they are right, and no longer', async () => {
    let [asked, planned] = [0, 0]
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFlight, { minLength: 40, maxLength: 80, size: 'max' }),
        fc.array(anyStep, { minLength: 5, maxLength: 20, size: 'max' }),
        async (flights, steps) => {
          const timetable = createTimetable()
          let now = START - 2 * HOUR
          const planner = createPlanner(timetable, () => now)
          for (const one of flights) timetable.put(one)
          for (const step of steps) {
            if ('put' in step) timetable.put(step.put)
            else if ('remove' in step) timetable.remove(idOf(step.remove))
            else now += step.hours * HOUR
            for (const one of requests) {
              expect(flightsOf(await planner.search(one, catalogue))).toEqual(flightsOf(anew(timetable, one, now)))
            }
          }
          asked += steps.length * requests.length
          planned += planner.days.planned
        },
      ),
      { numRuns: 40 },
    )
    // Both happened: answers were used again, and were worked out anew.
    expect(planned).toBeLessThan(asked * 0.8)
    expect(planned).toBeGreaterThan(requests.length * 40)
  }, 30_000)

  test('works out once what a hundred ask for at the same time', async () => {
    const timetable = createTimetable()
    timetable.put(flight(1))
    const planner = createPlanner(timetable, () => START - 2 * HOUR)
    const answers = await Promise.all(Array.from({ length: 100 }, () => planner.search(request(), catalogue)))
    expect(answers.map((a) => a.length)).toEqual(Array(100).fill(1))
    expect(planner.days.planned).toBe(1)
  })

  test.each<[string, SoldFlight, number]>([
    ['of the other end of the world', flight(9, { origin: 'CCC', destination: 'EEE' }), 1],
    ['of a week later', flight(9, { at: 24 * 7 }), 1],
    [
      'in a cabin that was not asked for',
      flight(9, { fares: [{ cabin: 'FIRST', currency: 'INR', priceMinor: 1 }] }),
      1,
    ],
    ['put again as it was', flight(1), 1],
    ['direct that day', flight(9, { at: 12 }), 2],
    ['from there onwards to the destination', flight(9, { origin: 'CCC' }), 2],
    ['in the answer, now dearer', flight(1, { price: 999 }), 2],
  ])('a flight %s leaves the answer, or not', async (_, change, planned) => {
    const timetable = createTimetable()
    timetable.put(flight(1))
    const planner = createPlanner(timetable, () => START - 2 * HOUR)
    await planner.search(request(), catalogue)
    timetable.put(change)
    await planner.search(request(), catalogue)
    expect(planner.days.planned).toBe(planned)
  })

  test('takes a flight off sale when its sales close, without being told', async () => {
    const timetable = createTimetable()
    timetable.put(flight(1))
    let now = START + 7 * HOUR - 1
    const planner = createPlanner(timetable, () => now)
    expect(await planner.search(request(), catalogue)).toHaveLength(1)
    now += 1
    expect(await planner.search(request(), catalogue)).toEqual([])
    timetable.sweep(now)
    expect([timetable.size, timetable.networksOf('ECONOMY')]).toEqual([0, []])
  })

  test('keeps no answer of others that was worked out under connection times of before', async () => {
    const timetable = createTimetable()
    timetable.put(flight(1, { destination: 'CCC', at: 8, hours: 1 }))
    timetable.put(flight(2, { origin: 'CCC', at: 10.5, hours: 1 }))
    const { airports } = catalogue
    const slowest = [...airports].map(([code, airport]) => [code, { ...airport, minConnectionMin: 120 }] as const)
    const longer: Catalogue = { ...catalogue, airports: new Map(slowest) }
    const now = () => START - 2 * HOUR
    const others = Promise.withResolvers<Array<Answer | undefined>>()
    let reads = 0
    const shared: SharedDays = {
      read: async (days) => (reads++ === 0 ? others.promise : days.map(() => undefined)),
      write: () => undefined,
    }
    const planner = createPlanner(timetable, now, shared)
    const slow = planner.search(request(), catalogue)
    expect(await planner.search(request({ maxStops: 1 }), longer)).toEqual([])
    others.resolve([answerOf(anew(timetable, request(), now()), Infinity)])
    expect(await slow).toHaveLength(1)
    expect(await planner.search(request(), longer)).toEqual([])
  })

  test('weighs the days asked for against each other, as one search', async () => {
    const timetable = createTimetable()
    // Leaves on the first day and arrives after the direct flight of the second, for more.
    timetable.put(flight(1, { at: 20, hours: 2, destination: 'CCC', price: 200 }))
    timetable.put(flight(2, { at: 40, hours: 2, origin: 'CCC', price: 200 }))
    timetable.put(flight(3, { at: 30, hours: 2, price: 100 }))
    const planner = createPlanner(timetable, () => START - 2 * HOUR)
    const days = [0, 1].map((day) => ({
      from: new Date(START + day * 24 * HOUR),
      to: new Date(START + (day + 1) * 24 * HOUR),
    }))
    expect(flightsOf(await planner.search(request({ days }), catalogue))).toEqual([idOf(3)])
    expect((await planner.searchDays(request({ days }), catalogue)).map((day) => day.length)).toEqual([1, 1])
  })
})
