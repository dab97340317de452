import { timeZoneNamed } from '#lib/time-zone.ts'
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
  /** What the reason is about, where rows differ in it: a code, a name */
  value?: string
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

type Refusal = Pick<Rejection, 'reason' | 'value'>

const refuse = (reason: string, value?: string | null): Refusal => (value == null ? { reason } : { reason, value })

/** Tells the zone of a position. */
export type ZoneAt = (latitude: number, longitude: number) => string | undefined

/** The four files of OpenFlights, as texts; every row is either among what is returned or among the rejected. */
export function readOpenFlights(files: Record<OpenFlightsFile, string>, zoneAt: ZoneAt): OpenFlights {
  const rejected: Rejection[] = []
  const read = <T extends object>(file: OpenFlightsFile, convert: (row: CsvRow['fields']) => T | Refusal): T[] =>
    readRows(files[file]).flatMap(({ line, fields }) => {
      const result = convert(fields)
      if (!('reason' in result)) return [result]
      rejected.push({ file, line, ...result })
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
  return (fields: CsvRow['fields']): ImportedAirport | Refusal => {
    if (fields.length !== 14) return refuse('not 14 fields', String(fields.length))
    const [, name, city, country, iata, , lat, lon, , , , zone] = fields
    if (iata == null || iata === '') return refuse('no IATA code')
    if (!/^[A-Z]{3}$/.test(iata)) return refuse('not an IATA code', iata)
    if (seen.has(iata)) return refuse('the IATA code is there already', iata)
    const code = countryCode(country ?? '')
    if (code === undefined) return refuse('the country is unknown', country)
    const [latitude, longitude] = [Number(lat), Number(lon)]
    if (!isPosition(latitude, longitude)) return refuse('no position')
    const known = timeZoneNamed(zone ?? '')
    const timeZone = known ?? timeZoneNamed(zoneAt(latitude, longitude) ?? '')
    if (timeZone === undefined) return refuse('no time zone, and none for its position', zone)
    if (!known) derived.push(iata)
    const place = { latitude, longitude, timeZone }
    const [called, town] = [name?.trim() || iata, city?.trim() || name?.trim() || iata]
    if (!isName(called) || !isName(town)) return refuse('a name that is too long or no text', iata)
    seen.add(iata)
    return { code: iata, name: called, city: town, countryCode: code, ...place }
  }
}

/** As operators can give one. */
const isName = (text: string) => text.length <= 100 && text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)

const isPosition = (latitude: number, longitude: number) => Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180

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
  return (fields: CsvRow['fields']): (ImportedAirline & { id: string }) | Refusal => {
    if (fields.length !== 8) return refuse('not 8 fields', String(fields.length))
    const [id, name, , iata, icao, , , active] = fields
    if (active !== 'Y') return refuse('not active')
    if (id == null || !name?.trim()) return refuse('no name')
    if (!isName(name)) return refuse('a name that is too long or no text', id)
    const code = [iata, icao].find((c) => c != null && /^[A-Z0-9]{2,3}$/.test(c))
    if (code == null) return refuse('no IATA or ICAO code')
    const user = inUse.get(code)
    if (user !== undefined && user !== id) return refuse('its code is used by another airline, which has routes', code)
    if (seen.has(code)) return refuse('its code is used by another active airline', code)
    seen.add(code)
    return { id, code, name: name.trim() }
  }
}

/** As `[IATA, ICAO]`; IATA's code of a family stands for several types: the first counts. */
function typeReader() {
  const seen = new Set<string>()
  return (fields: CsvRow['fields']): [string, string] | Refusal => {
    if (fields.length !== 3) return refuse('not 3 fields', String(fields.length))
    const [, iata, icao] = fields
    if (iata == null || iata === '') return refuse('no IATA code')
    if (icao == null || !/^[A-Z0-9]{2,4}$/.test(icao)) return refuse('no ICAO code', iata)
    if (seen.has(iata)) return refuse('the IATA code is there already', iata)
    seen.add(iata)
    return [iata, icao]
  }
}

function routeReader(airports: ReadonlySet<string>, airlines: ReadonlyMap<string, string>) {
  const seen = new Set<string>()
  return (fields: CsvRow['fields']): ImportedRoute | Refusal => {
    if (fields.length !== 9) return refuse('not 9 fields', String(fields.length))
    const [, airlineId, origin, , destination, , codeshare, stops, equipment] = fields
    if (airlineId == null) return refuse('no airline')
    if (origin == null || !airports.has(origin)) return refuse('the origin is unknown', origin)
    if (destination == null || !airports.has(destination)) return refuse('the destination is unknown', destination)
    if (origin === destination) return refuse('from an airport to itself', origin)
    if (codeshare === 'Y') return refuse('a codeshare: another airline flies it')
    if (stops !== '0') return refuse('it has stops', stops)
    const airline = airlines.get(airlineId)
    if (airline === undefined) return refuse('the airline is unknown or not active', airlineId)
    const types = equipment?.split(' ').filter((code) => code !== '') ?? []
    if (types.length === 0) return refuse('no equipment')
    const key = `${airline} ${origin} ${destination}`
    if (seen.has(key)) return refuse('there already', key)
    seen.add(key)
    return { airline, origin, destination, equipment: types }
  }
}
