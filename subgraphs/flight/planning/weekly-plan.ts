import { distanceKm } from '../timetable/flight.ts'
import { type AircraftType, aircraftType, blockMin } from './aircraft-type.ts'
import type { Clocks } from './clocks.ts'
import { assignAircraft } from './rotation.ts'
import { shareOf } from './share.ts'

export interface PlanAirport {
  code: string
  timeZone: string
  latitude: number
  longitude: number
}

export interface PlanRoute {
  airline: string
  origin: string
  destination: string
  /** IATA's codes of aircraft types, the one most used first. */
  equipment: readonly string[]
}

export interface World {
  airports: ReadonlyMap<string, PlanAirport>
  /** ICAO's code of an aircraft type by IATA's. */
  aircraftTypes: ReadonlyMap<string, string>
  clocks: Clocks
  seed: number
}

/** Out from an aircraft's base and back, beginning on some weekdays; by wall times, the same all year, whatever the clocks do. */
export interface Trip {
  airline: string
  base: string
  type: AircraftType
  legs: [Leg, Leg]
  /** ISO: Monday is 1. */
  weekdays: number[]
  /** From the first departure until the aircraft may leave the base again, on the latest it ever comes in. */
  takesMin: number
}

/** A trip on one of its weekdays, with the aircraft that always flies it. */
export interface WeeklyTrip {
  trip: Trip
  weekday: number
  registration: string
}

export interface Leg {
  number: string
  origin: string
  destination: string
  /** Wall minutes since midnight of the day the trip begins; 1500 is 01:00 on the next. */
  departMin: number
  durationMin: number
  distanceKm: number
}

const DAY_MIN = 1440
// Clocks change in the small hours: a departure then would some night not exist, or exist twice.
const [FIRST_MIN, LAST_MIN] = [5 * 60 + 30, 21 * 60]
const FIRST_NUMBER = 100

/**
 * A week's timetable from routes: each is flown there and back by pairs of flights with numbers one after the other, as
 * often as distance and size suggest, by aircraft that are never in two places. The same for the same seed.
 *
 * A route without its way back gets one: the aircraft has to come home.
 */
export function planWeek(routes: readonly PlanRoute[], world: World): WeeklyTrip[] {
  const degree = degreesOf(routes)
  const trips = [...Map.groupBy(pairsOf(routes, degree), (pair) => pair.airline).values()].flatMap((pairs) => {
    let number = FIRST_NUMBER
    return pairs.flatMap((pair) =>
      patternOf(pair, { degree, world }).map((weekdays, slot) => {
        const trip = tripOf(pair, { slot, weekdays, number }, world)
        number += 2
        return trip
      }),
    )
  })
  const pools = Map.groupBy(trips, (trip) => `${trip.airline} ${trip.base} ${trip.type.code}`)
  const fleet = new Map<string, number>()
  return [...pools.values()].flatMap((pool) => assignAircraft(pool, fleet))
}

/** How many routes an airport has: its size, as far as routes tell. */
function degreesOf(routes: readonly PlanRoute[]): Map<string, number> {
  const degrees = new Map<string, number>()
  for (const { origin, destination } of routes) {
    for (const code of [origin, destination]) degrees.set(code, (degrees.get(code) ?? 0) + 1)
  }
  return degrees
}

/** Each pair of airports of an airline once, from the one with more of its routes. */
function pairsOf(routes: readonly PlanRoute[], degree: ReadonlyMap<string, number>): PlanRoute[] {
  const own = new Map<string, number>()
  const count = (airline: string, code: string) => own.get(`${airline} ${code}`) ?? 0
  for (const { airline, origin, destination } of routes) {
    for (const code of [origin, destination]) own.set(`${airline} ${code}`, count(airline, code) + 1)
  }
  const pairs = new Map<string, PlanRoute>()
  for (const route of routes) {
    const { airline, origin, destination } = route
    const ahead =
      count(airline, origin) - count(airline, destination) ||
      (degree.get(origin) ?? 0) - (degree.get(destination) ?? 0) ||
      (origin < destination ? 1 : -1)
    const [base, spoke] = ahead > 0 ? [origin, destination] : [destination, origin]
    const key = `${airline} ${base} ${spoke}`
    if (!pairs.has(key)) pairs.set(key, { ...route, origin: base, destination: spoke })
  }
  return [...pairs.values()]
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

/** The weekdays of each daily rotation: short and between large airports up to three a day, long and small some a week. */
function patternOf(
  pair: PlanRoute,
  { degree, world }: { degree: ReadonlyMap<string, number>; world: World },
): number[][] {
  const km = kilometres(pair, world)
  const size = Math.min(degree.get(pair.origin) ?? 0, degree.get(pair.destination) ?? 0)
  const luck = shareOf(world.seed, pair.airline, pair.origin, pair.destination)
  const weight = Math.log2(size + 1) - km / 2500 + luck * 2
  if (weight >= 8) return [EVERY_DAY, EVERY_DAY, EVERY_DAY]
  if (weight >= 6.2) return [EVERY_DAY, EVERY_DAY]
  if (weight >= 3.2) return [EVERY_DAY]
  const some = weight >= 2 ? 5 : 3
  return [EVERY_DAY.filter((day) => (day * 3 + Math.floor(luck * 7)) % 7 < some)]
}

function tripOf(
  { airline, origin, destination, equipment }: PlanRoute,
  { slot, weekdays, number }: { slot: number; weekdays: number[]; number: number },
  world: World,
): Trip {
  const type = aircraftType(equipment[0] ?? '', world.aircraftTypes)
  const distance = kilometres({ origin, destination }, world)
  const durationMin = blockMin(type, distance)
  const luck = shareOf(world.seed, 'departure', airline, origin, destination, slot)
  const departMin = roundUp(FIRST_MIN + luck * (LAST_MIN - FIRST_MIN))
  const backMin = outOfNight(readyMin(departMin + durationMin, { origin, destination, type }, world))
  const freeMin = readyMin(backMin + durationMin, { origin: destination, destination: origin, type }, world)
  const leg = { durationMin, distanceKm: distance }
  return {
    airline,
    base: origin,
    type,
    legs: [
      { ...leg, number: `${airline}${number}`, origin, destination, departMin },
      { ...leg, number: `${airline}${number + 1}`, origin: destination, destination: origin, departMin: backMin },
    ],
    weekdays,
    takesMin: freeMin + hourOfClocks([origin], world) - departMin,
  }
}

/** When an aircraft may leave again, by the clock at the destination: when it arrives by the clock at the origin is known. */
function readyMin(
  arrivesMin: number,
  { origin, destination, type }: { origin: string; destination: string; type: AircraftType },
  world: World,
): number {
  const ahead = world.clocks.mostAhead(airportOf(origin, world).timeZone, airportOf(destination, world).timeZone)
  return roundUp(arrivesMin + ahead + hourOfClocks([origin, destination], world) + type.turnMin)
}

/** What a change of clocks on the way may take: an hour, where there is one. */
const hourOfClocks = (codes: string[], world: World): number =>
  codes.some((code) => world.clocks.changes(airportOf(code, world).timeZone)) ? 60 : 0

function outOfNight(minutes: number): number {
  const midnight = Math.floor(minutes / DAY_MIN) * DAY_MIN
  return Math.max(minutes, midnight + FIRST_MIN)
}

const roundUp = (minutes: number): number => Math.ceil(minutes / 5) * 5

function airportOf(code: string, { airports }: World): PlanAirport {
  const airport = airports.get(code)
  if (!airport) throw new Error(`There is no airport ${code}.`)
  return airport
}

const kilometres = ({ origin, destination }: Pick<PlanRoute, 'origin' | 'destination'>, world: World): number =>
  distanceKm(airportOf(origin, world), airportOf(destination, world))
