import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atStation } from '../timetable/flight.ts'
import { readClocks } from './clocks.ts'
import { type DatedFlight, flightsFrom } from './dates.ts'
import { faresOf } from './fares.ts'
import { type PlanAirport, type PlanRoute, planWeek, type World } from './weekly-plan.ts'

/** Clocks that change on different dates, at midnight, by half an hour, never, and on both sides of the date line. */
const PLACES: Array<[string, string, number, number]> = [
  ['DEL', 'Asia/Kolkata', 28.6, 77.1],
  ['LHR', 'Europe/London', 51.5, -0.5],
  ['JFK', 'America/New_York', 40.6, -73.8],
  ['SYD', 'Australia/Sydney', -33.9, 151.2],
  ['LDH', 'Australia/Lord_Howe', -31.5, 159.1],
  ['SCL', 'America/Santiago', -33.4, -70.8],
  ['CAI', 'Africa/Cairo', 30.1, 31.4],
  ['AKL', 'Pacific/Auckland', -37, 174.8],
  ['HNL', 'Pacific/Honolulu', 21.3, -157.9],
  ['APW', 'Pacific/Apia', -13.8, -172],
]
const airports = new Map<string, PlanAirport>(
  PLACES.map(([code, timeZone, latitude, longitude]) => [code, { code, timeZone, latitude, longitude }]),
)
const world: World = {
  airports,
  aircraftTypes: new Map([
    ['320', 'A320'],
    ['333', 'A333'],
    ['AT7', 'AT72'],
  ]),
  clocks: readClocks(),
  seed: 7,
}

const anyRoutes = fc
  .uniqueArray(
    fc.record({
      airline: fc.constantFrom('AA', 'BB'),
      origin: fc.constantFrom(...airports.keys()),
      destination: fc.constantFrom(...airports.keys()),
      equipment: fc.constantFrom(['320'], ['333'], ['AT7']),
    }),
    { selector: (r) => `${r.airline} ${r.origin} ${r.destination}`, minLength: 5, maxLength: 40, size: 'max' },
  )
  .map((routes): PlanRoute[] => routes.filter((r) => r.origin !== r.destination))

const fly = (routes: PlanRoute[], from: string, days = 16): DatedFlight[] => [
  ...flightsFrom(Temporal.PlainDate.from(from), days, { week: planWeek(routes, world), airports }),
]
/** Over the changes of the clocks of the north and the south. */
const anyDay = fc.constantFrom('2027-03-07', '2027-03-25', '2027-04-01', '2027-09-01', '2027-09-24', '2027-10-28')

describe('planWeek', () => {
  test('no aircraft is ever in two places, or turned round too quickly, whatever the clocks do', () => {
    let pairs = 0
    fc.assert(
      fc.property(anyRoutes, anyDay, (routes, day) => {
        const before = new Map<string, DatedFlight>()
        for (const flight of fly(routes, day).toSorted((a, b) => a.departsAt - b.departsAt)) {
          const last = before.get(flight.registration)
          if (last) {
            pairs++
            expect(last.destination).toBe(flight.origin)
            expect(flight.departsAt - last.arrivesAt).toBeGreaterThanOrEqual(flight.type.turnMin * 60_000)
          }
          before.set(flight.registration, flight)
        }
      }),
      { numRuns: 60 },
    )
    expect(pairs).toBeGreaterThan(1000)
  })

  test('a flight keeps its wall time all year, and takes its block time', () => {
    fc.assert(
      fc.property(anyRoutes, anyDay, (routes, day) => {
        for (const flight of fly(routes, day)) {
          const zone = airports.get(flight.origin)?.timeZone ?? ''
          const printed = atStation(new Date(flight.departsAt), zone)
          expect(printed.slice(0, 16)).toBe(`${flight.date}T${flight.departureTime}`)
          expect(flight.arrivesAt - flight.departsAt).toBe(flight.durationMin * 60_000)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('every route is flown, there and back, by numbers one after the other, each once a day', () => {
    fc.assert(
      fc.property(anyRoutes, (routes) => {
        const flights = fly(routes, '2027-01-04', 7)
        const flown = new Set(flights.map((f) => `${f.airline} ${f.origin} ${f.destination}`))
        for (const r of routes) expect(flown).toContain(`${r.airline} ${r.origin} ${r.destination}`)
        expect(new Set(flights.map((f) => `${f.number} ${f.origin} ${f.date}`)).size).toBe(flights.length)
        const numbers = Map.groupBy(flights, (f) => `${f.airline} ${Math.floor(Number(f.number.slice(2)) / 2)}`)
        for (const pair of numbers.values()) expect(new Set(pair.map((f) => f.number)).size).toBe(2)
      }),
      { numRuns: 30 },
    )
  })

  test('the same seed makes the same week, another seed another', () => {
    const routes = [...airports.keys()]
      .slice(1)
      .map((code) => ({ airline: 'AA', origin: 'DEL', destination: code, equipment: ['320'] }))
    expect(planWeek(routes, world)).toEqual(planWeek(routes, world))
    expect(planWeek(routes, { ...world, seed: 8 })).not.toEqual(planWeek(routes, world))
  })

  test('each cabin of the aircraft has a fare, in the currency asked for', () => {
    const [flight] = fly([{ airline: 'AA', origin: 'DEL', destination: 'LHR', equipment: ['333'] }], '2027-01-04')
    const fares = faresOf(flight as DatedFlight, 'JPY')
    expect(fares.map((f) => [f.cabin, f.currency])).toEqual([
      ['ECONOMY', 'JPY'],
      ['PREMIUM_ECONOMY', 'JPY'],
      ['BUSINESS', 'JPY'],
    ])
    expect(fares.every((f) => Number.isSafeInteger(f.baseMinor) && f.baseMinor > 0)).toBe(true)
  })
})
