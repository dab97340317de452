import type { Clocks } from '../../subgraphs/flight/planning/clocks.ts'
import { distanceKm } from '../../subgraphs/flight/timetable/flight.ts'
import type { DemoAirport } from './airports.ts'
import type { Base, DemoAirline } from './network.ts'

/** One flight of a line, by the wall time at its origin: the same all year, whatever the clocks do. */
export interface Leg {
  number: string
  origin: string
  destination: string
  /** Since midnight of the line's first day; 1500 is 01:00 on the next. */
  departMin: number
  durationMin: number
  distanceKm: number
}

/**
 * What an aircraft flies, from its hub and back. It begins every day with another of `registrations`, of which there are
 * enough for the first to be back when its turn comes: no aircraft is ever in two places.
 */
export interface Line {
  airline: string
  typeCode: string
  legs: Leg[]
  registrations: string[]
}

const DAY_MIN = 24 * 60
const FLOWN_BY_MIN = DAY_MIN - 15
const SPREAD_MIN = DAY_MIN / 4
// Clocks change between midnight and four; a departure then would some night not exist, or exist twice.
const QUIET_UNTIL_MIN = 4 * 60 + 30
const NUMBERS_A_BASE = 40
const WIDE_BODIES = ['B77W', 'B789', 'A359']
const TURBOPROPS = ['AT76']

interface World {
  airports: ReadonlyMap<string, DemoAirport>
  airlines: readonly DemoAirline[]
  clocks: Clocks
}

/** Turns bases into lines: as many trips out and back as fit into a day, at least one. */
export function planLines(bases: readonly Base[], world: World): Line[] {
  return world.airlines.flatMap((airline) => {
    const lines = bases
      .filter((base) => base.airline === airline.code)
      .flatMap((base, n) => linesOf(base, { ...world, firstNumber: 101 + n * NUMBERS_A_BASE }))
    let count = 0
    return lines.map(({ days, ...line }) => ({
      ...line,
      registrations: Array.from({ length: days }, () => airline.registrations + letters(count++)),
    }))
  })
}

const letters = (n: number): string => String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26))

type Draft = Omit<Line, 'registrations'> & { days: number }

function linesOf(base: Base, world: World & { firstNumber: number }): Draft[] {
  const trips = base.spokes.map((spoke, n) => ({ spoke, number: world.firstNumber + 2 * n }))
  const lines: Draft[] = []
  while (trips.length > 0) {
    const start = minutesOf(base.from) + ((lines.length * base.stepMin) % SPREAD_MIN)
    const legs: Leg[] = []
    let free = start
    for (let next = trips[0]; next; next = trips[0]) {
      const trip = fly(base, { ...next, at: free }, world)
      if (legs.length > 0 && trip.freeAt > FLOWN_BY_MIN) break
      legs.push(...trip.legs)
      free = trip.freeAt
      trips.shift()
    }
    // The night at the hub may lack an hour.
    const spare = world.clocks.changes(zoneOf(world, base.hub)) ? 60 : 0
    const days = Math.ceil((free + spare - start) / DAY_MIN)
    lines.push({ airline: base.airline, typeCode: base.typeCode, legs, days })
  }
  return lines
}

/** Out and back; `freeAt` is when the aircraft can leave the hub again, on the latest it ever comes in. */
function fly(base: Base, trip: { spoke: string; number: number; at: number }, world: World) {
  const out = legOf(base, { origin: base.hub, destination: trip.spoke, at: trip.at, number: trip.number }, world)
  const back = legOf(
    base,
    { origin: trip.spoke, destination: base.hub, at: out.readyAt, number: trip.number + 1 },
    world,
  )
  return { legs: [out.leg, back.leg], freeAt: back.readyAt }
}

function legOf(
  { airline, typeCode }: Base,
  { origin, destination, at, number }: { origin: string; destination: string; at: number; number: number },
  { airports, clocks }: World,
) {
  const [a, b] = [airportOf(airports, origin), airportOf(airports, destination)]
  const km = distanceKm(a, b)
  const durationMin = blockMin(typeCode, km)
  const changes = clocks.changes(a.timeZone) || clocks.changes(b.timeZone)
  let latest = at + durationMin + clocks.mostAhead(a.timeZone, b.timeZone)
  if (changes && hasNight(at, latest)) latest += 60
  let readyAt = roundUp(latest + turnMin(typeCode))
  if (clocks.changes(b.timeZone)) {
    if (hasNight(latest, readyAt)) readyAt += 60
    if (readyAt % DAY_MIN < QUIET_UNTIL_MIN) readyAt = readyAt - (readyAt % DAY_MIN) + QUIET_UNTIL_MIN
  }
  const leg: Leg = { number: airline + number, origin, destination, departMin: at, durationMin, distanceKm: km }
  return { leg, readyAt }
}

/** Whether clocks may change between two wall times. */
const hasNight = (from: number, to: number): boolean =>
  Math.floor(from / DAY_MIN) !== Math.floor(to / DAY_MIN) || from % DAY_MIN < QUIET_UNTIL_MIN

/** From gate to gate: taxiing, climb and descent, and the distance at the type's speed; to the next five minutes. */
export function blockMin(typeCode: string, km: number): number {
  const [fixed, kmPerHour] = TURBOPROPS.includes(typeCode) ? [30, 480] : [40, 830]
  return roundUp(fixed + (km / kmPerHour) * 60)
}

function turnMin(typeCode: string): number {
  if (WIDE_BODIES.includes(typeCode)) return 100
  return TURBOPROPS.includes(typeCode) ? 35 : 45
}

const roundUp = (minutes: number): number => Math.ceil(minutes / 5) * 5

function minutesOf(wallTime: string): number {
  const [hours = 0, minutes = 0] = wallTime.split(':').map(Number)
  return hours * 60 + minutes
}

function airportOf(airports: ReadonlyMap<string, DemoAirport>, code: string): DemoAirport {
  const airport = airports.get(code)
  if (!airport) throw new Error(`There is no demo airport ${code}.`)
  return airport
}

const zoneOf = ({ airports }: World, code: string): string => airportOf(airports, code).timeZone
