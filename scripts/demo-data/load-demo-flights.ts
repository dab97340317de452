import { dbNow } from '#lib/clock.ts'
import { loadCatalogueInto } from '../../subgraphs/flight/catalogue/load-catalogue.ts'
import type { PlacesToLoad } from '../../subgraphs/flight/catalogue/store.ts'
import type { FlightDb } from '../../subgraphs/flight/database.ts'
import type { FleetToLoad } from '../../subgraphs/flight/fleet/store.ts'
import { readClocks } from '../../subgraphs/flight/planning/clocks.ts'
import { loadTimetable } from '../../subgraphs/flight/timetable/load-timetable.ts'
import { AIRPORTS } from './airports.ts'
import { aircraftIdOf, demoId, tripsFrom } from './flights.ts'
import { LAYOUTS } from './layouts.ts'
import { AIRLINES, BASES } from './network.ts'
import { type Line, planLines } from './plan.ts'

export const DAYS = 60

/** Adds the catalogue and the flights of the next 60 days as far as they are missing, and returns how many flights. */
export async function loadDemoFlights(db: FlightDb): Promise<number> {
  const lines = demoLines()
  await loadCatalogueInto(db, catalogueOf(lines))
  const today = Temporal.Instant.fromEpochMilliseconds((await dbNow(db.client)).getTime())
    .toZonedDateTimeISO('UTC')
    .toPlainDate()
  const trips = tripsFrom(today, DAYS, { lines, terms: { currencyOf, layoutOf } })
  return loadTimetable(db, trips, new Map(AIRPORTS.map((a) => [a.code, a.timeZone])))
}

export const demoLines = (): Line[] =>
  planLines(BASES, {
    airports: new Map(AIRPORTS.map((a) => [a.code, a])),
    airlines: AIRLINES,
    clocks: readClocks(),
  })

const currencies = new Map(AIRLINES.map((a) => [a.code, a.currency]))

export function currencyOf(airline: string): string {
  const currency = currencies.get(airline)
  if (currency === undefined) throw new Error(`There is no demo airline ${airline}.`)
  return currency
}

const layouts = new Map(
  LAYOUTS.map(({ typeCode, name, cabins }) => [typeCode, { id: layoutIdOf(name), cabins: cabins.map((c) => c.cabin) }]),
)

export function layoutOf(typeCode: string) {
  const layout = layouts.get(typeCode)
  if (!layout) throw new Error(`There is no demo layout for ${typeCode}.`)
  return layout
}

function layoutIdOf(name: string): string {
  return demoId(`layout ${name}`)
}

function catalogueOf(lines: readonly Line[]): PlacesToLoad & FleetToLoad {
  const cityId = (a: { countryCode: string; city: string }) => demoId(`city ${a.countryCode} ${a.city}`)
  const cities = new Map(AIRPORTS.map((a) => [cityId(a), { id: cityId(a), name: a.city, countryCode: a.countryCode }]))
  return {
    cities: [...cities.values()],
    airports: AIRPORTS.map((a) => ({ ...a, cityId: cityId(a) })),
    airlines: AIRLINES.map(({ code, name }) => ({ code, name })),
    layouts: LAYOUTS.map(({ name, cabins }) => ({ id: layoutIdOf(name), name, cabins })),
    aircraft: lines.flatMap(({ typeCode, registrations }) =>
      registrations.map((registration) => ({
        id: aircraftIdOf(registration),
        registration,
        typeCode,
        layoutId: layoutOf(typeCode).id,
      })),
    ),
  }
}
