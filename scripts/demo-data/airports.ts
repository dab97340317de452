import { AMERICAS } from './airports/americas.ts'
import { ASIA_PACIFIC } from './airports/asia-pacific.ts'
import { EUROPE } from './airports/europe.ts'
import { MIDDLE_EAST_AFRICA } from './airports/middle-east-africa.ts'
import { SOUTH_ASIA } from './airports/south-asia.ts'

export interface DemoAirport {
  code: string
  name: string
  city: string
  countryCode: string
  timeZone: string
  latitude: number
  longitude: number
}

export const AIRPORTS: DemoAirport[] = [SOUTH_ASIA, MIDDLE_EAST_AFRICA, EUROPE, AMERICAS, ASIA_PACIFIC]
  .flat()
  .map(([code, name, city, countryCode, timeZone, latitude, longitude]) => ({
    code,
    name,
    city,
    countryCode,
    timeZone,
    latitude,
    longitude,
  }))
