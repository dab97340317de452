import type { WorldAirport } from '../../subgraphs/flight/timetable/world.ts'
import { AMERICAS } from './airports/americas.ts'
import { ASIA_PACIFIC } from './airports/asia-pacific.ts'
import { EUROPE } from './airports/europe.ts'
import { MIDDLE_EAST_AFRICA } from './airports/middle-east-africa.ts'
import { SOUTH_ASIA } from './airports/south-asia.ts'

export const AIRPORTS: WorldAirport[] = [SOUTH_ASIA, MIDDLE_EAST_AFRICA, EUROPE, AMERICAS, ASIA_PACIFIC]
  .flat()
  .map(([code, name, cityName, countryCode, timeZone, latitude, longitude]) => ({
    code,
    name,
    cityName,
    countryCode,
    timeZone,
    latitude,
    longitude,
  }))

const byCode = new Map(AIRPORTS.map((airport) => [airport.code, airport]))

export function airport(code: string): WorldAirport {
  const found = byCode.get(code)
  if (!found) throw new Error(`The demo data have no airport ${code}.`)
  return found
}
