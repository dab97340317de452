import { countryCode } from './country.ts'
import { type CsvRow, readRows } from './csv.ts'

export interface ImportedAirport {
  code: string
  name: string
  city: string
  countryCode: string
  timeZone: string
  latitude: number
  longitude: number
}

export interface ImportedAirline {
  code: string
  name: string
}

export interface ImportedRoute {
  airline: string
  origin: string
  destination: string
  /** IATA's codes of aircraft types, the one most used first. */
  equipment: string[]
}

export type OpenFlightsFile = 'airports.dat' | 'airlines.dat' | 'routes.dat' | 'planes.dat'

/** A row that was left out: where it stands, and why. */
export interface Rejection {
  file: OpenFlightsFile
  line: number
  reason: string
}

export interface OpenFlights {
  airports: ImportedAirport[]
  airlines: ImportedAirline[]
  routes: ImportedRoute[]
  /** ICAO's code of an aircraft type by IATA's. */
  aircraftTypes: Map<string, string>
  rejected: Rejection[]
  /** Airports whose zone was missing or unknown and comes from their position. */
  zonesDerived: string[]
}

/** Tells the zone of a position. */
export type ZoneAt = (latitude: number, longitude: number) => string | undefined

/** The four files of OpenFlights, as texts; every row is either among what is returned or among the rejected. */
export function readOpenFlights(files: Record<OpenFlightsFile, string>, zoneAt: ZoneAt): OpenFlights {
  const rejected: Rejection[] = []
  const read = <T>(file: OpenFlightsFile, convert: (row: CsvRow['fields']) => T | string): T[] =>
    readRows(files[file]).flatMap(({ line, fields }) => {
      const result = convert(fields)
      if (typeof result !== 'string') return [result]
      rejected.push({ file, line, reason: result })
      return []
    })
  const zonesDerived: string[] = []
  const airports = read('airports.dat', airportReader(zoneAt, zonesDerived))
  const types = read('planes.dat', typeReader())
  const codes = new Set(airports.map((a) => a.code))
  const airlines = read('airlines.dat', airlineReader(codesInUse(files)))
  const routes = read('routes.dat', routeReader(codes, new Map(airlines.map((a) => [a.id, a.code]))))
  return {
    airports,
    airlines: airlines.map(({ code, name }) => ({ code, name })),
    routes,
    aircraftTypes: new Map(types),
    rejected,
    zonesDerived,
  }
}

function airportReader(zoneAt: ZoneAt, derived: string[]) {
  const seen = new Set<string>()
  return (fields: CsvRow['fields']): ImportedAirport | string => {
    if (fields.length !== 14) return `${fields.length} fields instead of 14`
    const [, name, city, country, iata, , lat, lon, , , , zone] = fields
    if (iata == null || iata === '') return 'no IATA code'
    if (!/^[A-Z]{3}$/.test(iata)) return `${iata} is no IATA code`
    if (seen.has(iata)) return `the IATA code ${iata} is there already`
    const code = countryCode(country ?? '')
    if (code === undefined) return `the country ${country} is unknown`
    const [latitude, longitude] = [Number(lat), Number(lon)]
    if (!isPosition(latitude, longitude)) return 'no position'
    const known = zone != null && isZone(zone)
    const timeZone = known ? zone : zoneAt(latitude, longitude)
    if (timeZone === undefined || !isZone(timeZone)) return 'no time zone, and none for its position'
    if (!known) derived.push(iata)
    seen.add(iata)
    const place = { latitude, longitude, timeZone }
    return { code: iata, name: name || iata, city: city || name || iata, countryCode: code, ...place }
  }
}

const isPosition = (latitude: number, longitude: number) => Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180

const zones = new Map<string, boolean>()

function isZone(name: string): boolean {
  const known = zones.get(name)
  if (known !== undefined) return known
  let valid = true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
  } catch {
    valid = false
  }
  zones.set(name, valid)
  return valid
}

/** By which id of an active airline routes name a code: what tells apart active airlines that share one. */
function codesInUse(files: Record<OpenFlightsFile, string>): Map<string, string> {
  const active = new Set(
    readRows(files['airlines.dat']).flatMap(({ fields }) => (fields[7] === 'Y' ? [fields[0]] : [])),
  )
  const named = readRows(files['routes.dat']).map(({ fields: [code, id] }) => [code, id])
  return new Map(named.filter((pair): pair is [string, string] => pair[0] != null && active.has(pair[1])))
}

function airlineReader(inUse: ReadonlyMap<string, string>) {
  const seen = new Set<string>()
  return (fields: CsvRow['fields']): (ImportedAirline & { id: string }) | string => {
    if (fields.length !== 8) return `${fields.length} fields instead of 8`
    const [id, name, , iata, icao, , , active] = fields
    if (active !== 'Y') return 'not active'
    if (id == null || !name) return 'no name'
    const code = [iata, icao].find((c) => c != null && /^[A-Z0-9]{2,3}$/.test(c))
    if (code == null) return 'no IATA or ICAO code'
    const user = inUse.get(code)
    if (user !== undefined && user !== id) return `${code} is used by another airline, which has routes`
    if (seen.has(code)) return `${code} is used by another active airline`
    seen.add(code)
    return { id, code, name }
  }
}

/** As `[IATA, ICAO]`; IATA's code of a family stands for several types: the first counts. */
function typeReader() {
  const seen = new Set<string>()
  return (fields: CsvRow['fields']): [string, string] | string => {
    if (fields.length !== 3) return `${fields.length} fields instead of 3`
    const [, iata, icao] = fields
    if (iata == null || iata === '') return 'no IATA code'
    if (icao == null || !/^[A-Z0-9]{2,4}$/.test(icao)) return 'no ICAO code'
    if (seen.has(iata)) return `the IATA code ${iata} is there already`
    seen.add(iata)
    return [iata, icao]
  }
}

function routeReader(airports: ReadonlySet<string>, airlines: ReadonlyMap<string, string>) {
  const seen = new Set<string>()
  return (fields: CsvRow['fields']): ImportedRoute | string => {
    if (fields.length !== 9) return `${fields.length} fields instead of 9`
    const [, airlineId, origin, , destination, , codeshare, stops, equipment] = fields
    if (airlineId == null) return 'no airline'
    if (origin == null || !airports.has(origin)) return `the origin ${origin} is unknown`
    if (destination == null || !airports.has(destination)) return `the destination ${destination} is unknown`
    if (origin === destination) return 'from an airport to itself'
    if (codeshare === 'Y') return 'a codeshare: another airline flies it'
    if (stops !== '0') return `${stops} stops`
    const airline = airlines.get(airlineId)
    if (airline === undefined) return 'the airline is unknown or not active'
    const types = equipment?.split(' ').filter((code) => code !== '') ?? []
    if (types.length === 0) return 'no equipment'
    const key = `${airline} ${origin} ${destination}`
    if (seen.has(key)) return 'there already'
    seen.add(key)
    return { airline, origin, destination, equipment: types }
  }
}
