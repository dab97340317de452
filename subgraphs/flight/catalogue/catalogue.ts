export interface City {
  id: string
  name: string
  countryCode: string
}

export interface Airport {
  code: string
  name: string
  cityId: string
  timeZone: string
  latitude: number
  longitude: number
  /** From one flight's arrival to the next one's departure */
  minConnectionMin: number
  retiredAt: Date | null
}

export interface Airline {
  code: string
  name: string
  retiredAt: Date | null
}

/** All that rarely changes, small enough to be kept whole: some thousand airports at the most. */
export interface Catalogue {
  cities: Map<string, City>
  airports: Map<string, Airport>
  airlines: Map<string, Airline>
}

/** Text as people type it: no case, no accents, single spaces. */
export const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()

/** Airports by code, city or name, best match first: the code itself, then beginnings, then words, then parts. */
export function findAirports({ airports, cities }: Catalogue, query: string, first: number): Airport[] {
  const wanted = folded(query)
  if (wanted === '') return []
  return [...airports.values()]
    .map((airport) => ({ airport, rank: rankOf(airport, cities.get(airport.cityId)?.name ?? '', wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || (a.airport.code < b.airport.code ? -1 : 1))
    .slice(0, first)
    .map(({ airport }) => airport)
}

const NO_MATCH = 7

function rankOf(airport: Airport, cityName: string, wanted: string): number {
  const [code, city, name] = [airport.code.toLowerCase(), folded(cityName), folded(airport.name)]
  if (code === wanted) return 0
  if (city === wanted) return 1
  if (city.startsWith(wanted)) return 2
  if (code.startsWith(wanted)) return 3
  if (name.startsWith(wanted)) return 4
  if (` ${city} ${name}`.includes(` ${wanted}`)) return 5
  return city.includes(wanted) || name.includes(wanted) ? 6 : NO_MATCH
}
