import { describe, expect, test } from 'vitest'
import { type PlannedFlight, withInstants } from '../../subgraphs/flight/timetable/load-timetable.ts'
import { AIRPORTS } from './airports.ts'
import { aircraftIdOf, demoId, tripsFrom } from './flights.ts'
import { LAYOUTS } from './layouts.ts'
import { currencyOf, demoLines, layoutOf } from './load-demo-flights.ts'
import { AIRLINES } from './network.ts'
import { blockMin } from './plan.ts'

const lines = demoLines()
const legs = lines.flatMap((line) => line.legs)
const zones = new Map(AIRPORTS.map((a) => [a.code, a.timeZone]))
const terms = { currencyOf, layoutOf }
const plan = (from: string, days: number): PlannedFlight[] => [
  ...[...tripsFrom(Temporal.PlainDate.from(from), days, { lines, terms })].flat(),
]

describe('the network', () => {
  test('reaches every airport and at least 150 city pairs, both ways', () => {
    const pairs = new Set(legs.map((leg) => `${leg.origin}-${leg.destination}`))
    expect(new Set([...pairs].map((pair) => pair.split('-').sort().join('-'))).size).toBeGreaterThanOrEqual(150)
    expect([...pairs].filter((pair) => !pairs.has(pair.split('-').reverse().join('-')))).toEqual([])
    expect(AIRPORTS.map((a) => a.code).filter((code) => !legs.some((leg) => leg.origin === code))).toEqual([])
  })

  test('is small enough for a laptop: 300 to 450 flights a day', () => {
    expect(legs.length).toBeGreaterThan(300)
    expect(legs.length).toBeLessThan(450)
  })

  test('has zones that exist, places on earth and no code twice', () => {
    expect(new Set(AIRPORTS.map((a) => a.code)).size).toBe(AIRPORTS.length)
    for (const { timeZone, latitude, longitude } of AIRPORTS) {
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow()
      expect(Math.abs(latitude)).toBeLessThan(90)
      expect(Math.abs(longitude)).toBeLessThan(180)
    }
  })

  test('gives each flight of a day a number of its own, each aircraft a registration', () => {
    expect(new Set(legs.map((leg) => leg.number)).size).toBe(legs.length)
    const registrations = lines.flatMap((line) => line.registrations)
    expect(new Set(registrations).size).toBe(registrations.length)
  })

  test('takes times from gate to gate that travellers know', () => {
    expect(blockMin('A20N', 1140)).toBe(125)
    expect(blockMin('A359', 6700)).toBe(525)
  })
})

describe('the aircraft', () => {
  // The weeks in which the clocks of the world change, at different times: 2027 in the north and the south.
  test.each([
    ['in spring', '2027-03-08', 34],
    ['in autumn', '2027-09-22', 50],
    ['at any time', '2028-06-10', 10],
  ])('are never in two places, and start where they landed, %s', (_, from, days) => {
    const flights = plan(from, days).map((flight) => withInstants(flight, zones))
    const byAircraft = Map.groupBy(flights, (flight) => flight.aircraftId)
    let turns = 0
    for (const own of byAircraft.values()) {
      own.sort((a, b) => a.departsAt.getTime() - b.departsAt.getTime())
      for (const [n, next] of own.slice(1).entries()) {
        const last = own[n] as (typeof own)[number]
        const minutes = (next.departsAt.getTime() - last.arrivesAt.getTime()) / 60_000
        if (next.origin !== last.destination || minutes < 30) {
          expect.fail(`${last.number} ${last.departsLocal} before ${next.number} ${next.departsLocal}: ${minutes} min`)
        }
        turns++
      }
    }
    expect(turns).toBeGreaterThan(300 * days)
  })

  test('leave at the same wall time on both sides of a change of clocks', () => {
    const flights = plan('2027-03-26', 5).filter((f) => f.origin === 'LHR' && f.destination === 'JFK')
    const [before, after] = ['2027-03-27', '2027-03-28'].map((date) => {
      const flight = flights.find((f) => f.departureDate === date) as PlannedFlight
      return { time: flight.departureTime, at: withInstants(flight, zones).departsAt.getTime() }
    })
    expect(after?.time).toBe(before?.time)
    expect((after?.at ?? 0) - (before?.at ?? 0)).toBe(23 * 3_600_000)
  })
})

describe('the fares', () => {
  const week = plan('2027-01-04', 7)

  test('let economy from Delhi to Mumbai be given back for less than it costs, in rupees', () => {
    const fares = week.filter((f) => f.origin === 'DEL' && f.destination === 'BOM').flatMap((f) => f.fares())
    const economy = fares.filter((fare) => fare.cabin === 'ECONOMY')
    expect(economy.length).toBeGreaterThan(7 * 3)
    for (const fare of economy) {
      expect(fare).toMatchObject({ currency: 'INR', refundable: true })
      expect(fare.cancelFeeMinor).toBeGreaterThan(0)
      expect(fare.cancelFeeMinor).toBeLessThan(fare.baseMinor)
    }
  })

  test('are the same whenever they are asked for, and in one currency for an airline', () => {
    const again = plan('2027-01-04', 7)
    for (const [n, flight] of week.entries()) {
      expect(again[n]?.fares()).toEqual(flight.fares())
      expect(new Set(flight.fares().map((fare) => fare.currency))).toEqual(new Set([currencyOf(flight.airlineCode)]))
    }
  })

  test('are there for each cabin, and some cannot be given back', () => {
    for (const flight of week) {
      const cabins = LAYOUTS.find((layout) => layoutOf(layout.typeCode).id === flight.layoutId)?.cabins
      expect(flight.fares().map((fare) => fare.cabin)).toEqual(cabins?.map((cabin) => cabin.cabin))
    }
    expect(week.some((flight) => flight.fares().some((fare) => !fare.refundable))).toBe(true)
  })

  test('of one set are the fares of every flight that has it', () => {
    const sets = Map.groupBy(week, (flight) => flight.fareSetId)
    for (const [, flights] of sets) {
      expect(new Set(flights.map((flight) => JSON.stringify(flight.fares()))).size).toBe(1)
    }
  })
})

describe('the layouts', () => {
  test.each(LAYOUTS.map((layout) => [layout.name, layout] as const))('%s: rows and seats agree', (_, { cabins }) => {
    for (const cabin of cabins) {
      const { firstRow, lastRow, columns, aisleAfter, features, without } = cabin
      const isSeat = (seat: string) => {
        const [, row, column] = /^(\d+)([A-Z])$/.exec(seat) ?? []
        return Number(row) >= firstRow && Number(row) <= lastRow && columns.includes(column ?? '')
      }
      expect(features.map((f) => f.seat).filter((seat) => !isSeat(seat) || without.includes(seat))).toEqual([])
      expect(without.filter((seat) => !isSeat(seat))).toEqual([])
      expect(aisleAfter.filter((column) => !columns.includes(column))).toEqual([])
    }
    const rows = cabins.flatMap((cabin) => [cabin.firstRow, cabin.lastRow])
    expect(rows).toEqual(rows.toSorted((a, b) => a - b))
  })

  test('each have an accessible seat, and some 3 cabins', () => {
    for (const { cabins } of LAYOUTS) {
      expect(cabins.some((cabin) => cabin.features.some((f) => f.features.includes('ACCESSIBLE')))).toBe(true)
    }
    expect(LAYOUTS.filter(({ cabins }) => cabins.length === 3).length).toBeGreaterThan(2)
  })
})

test('ids hang on the text alone and look like ids', () => {
  expect(aircraftIdOf('VT-SAA')).toBe(aircraftIdOf('VT-SAA'))
  expect(aircraftIdOf('VT-SAA')).not.toBe(aircraftIdOf('VT-SAB'))
  expect(demoId('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('an airline sells in one currency that exists', () => {
  const currencies = new Set(Intl.supportedValuesOf('currency'))
  expect(AIRLINES.filter((airline) => !currencies.has(airline.currency))).toEqual([])
})
