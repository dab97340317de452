import { distanceKm } from '../../subgraphs/flight/timetable/flight.ts'
import { airport } from './airports.ts'
import { dstSlackMinutes, offsetMinutes } from './daylight-saving.ts'

const DAY = 24 * 60
const GRID = 5
/** Nobody leaves at these hours who does not cross an ocean. */
const NIGHT = { from: 22 * 60 + 45, to: 6 * 60 }

export interface AircraftType {
  speedKmh: number
  turnMinutes: number
  /** Whether it waits for the morning where no time of departure is given */
  sleeps: boolean
}

export interface Leg {
  origin: string
  destination: string
  /** Minutes after midnight, on the wall at the origin */
  departsAt: number
  /** Days from the date on which the round begins at its base, in the origin's own calendar */
  dayOffset: number
  blockMinutes: number
}

export interface Round {
  legs: Leg[]
  /** The round begins every day, so as many aircraft fly it as it takes days. */
  days: number
}

interface Place {
  code: string
  /** Minutes after midnight at which it has to leave, or as soon as it can */
  leaves: number | undefined
}

/**
 * The times of a round such as 'DEL@06:00 BOM DEL': each leg leaves when the aircraft has been turned round, or at the
 * next time that is given. Every turn-round has room for the clocks to change, so that one timetable of wall times
 * works all year.
 */
export function schedule(path: string, type: AircraftType): Round {
  const places = path.split(' ').map(placeOf)
  const [base] = places
  if (base?.leaves === undefined) throw new Error(`The round ${path} does not say when it begins.`)
  if (places.at(-1)?.code !== base.code) throw new Error(`The round ${path} does not end at its base.`)
  const begins = base.leaves - offsetMinutes(base.code)
  const legs: Leg[] = []
  let leaves = begins
  for (const [n, to] of places.slice(1).entries()) {
    const from = places[n] as Place
    const blockMinutes = blockTime(from.code, to.code, type.speedKmh)
    legs.push({ origin: from.code, destination: to.code, blockMinutes, ...onTheWall(leaves, from.code) })
    const back = n === places.length - 2
    const next = back ? { ...to, leaves: base.leaves } : to
    leaves = nextDeparture({ from: from.code, left: leaves, blockMinutes, place: next, type })
  }
  return { legs, days: Math.round((leaves - begins) / DAY) }
}

function placeOf(text: string): Place {
  const [code, time] = text.split('@') as [string, string?]
  if (time === undefined) return { code, leaves: undefined }
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  return { code, leaves: hours * 60 + minutes }
}

/** Half an hour for taxiing, climb and approach, the rest at the type's speed. */
function blockTime(from: string, to: string, speedKmh: number): number {
  const minutes = 30 + (distanceKm(airport(from), airport(to)) / speedKmh) * 60
  return Math.ceil(minutes / GRID) * GRID
}

function onTheWall(utcMinutes: number, code: string): { departsAt: number; dayOffset: number } {
  const local = utcMinutes + offsetMinutes(code)
  const dayOffset = Math.floor(local / DAY)
  return { dayOffset, departsAt: local - dayOffset * DAY }
}

interface Turn {
  from: string
  /** In minutes of UTC, as all times here */
  left: number
  blockMinutes: number
  place: Place
  type: AircraftType
}

function nextDeparture({ from, left, blockMinutes, place, type }: Turn): number {
  const offset = offsetMinutes(place.code)
  const ready = left + blockMinutes + type.turnMinutes
  const leaveAfter = (minutes: number) => {
    const local = Math.ceil((minutes + offset) / GRID) * GRID
    if (place.leaves !== undefined) return nextAt(local, place.leaves) - offset
    return (type.sleeps ? awake(local) : local) - offset
  }
  const sameDay = leaveAfter(ready)
  const slack = dstSlackMinutes({ from, left, to: place.code, leaves: sameDay })
  return leaveAfter(ready + slack)
}

/** The first time from `local` on at which the clock shows `minuteOfDay`. */
const nextAt = (local: number, minuteOfDay: number) => local + mod(minuteOfDay - local, DAY)

function awake(local: number): number {
  const minuteOfDay = mod(local, DAY)
  return minuteOfDay >= NIGHT.from || minuteOfDay < NIGHT.to ? nextAt(local, NIGHT.to) : local
}

const mod = (a: number, n: number) => ((a % n) + n) % n
