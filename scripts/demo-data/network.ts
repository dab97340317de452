import type { World, WorldAircraft, WorldFlight } from '../../subgraphs/flight/timetable/world.ts'
import { AIRLINES, type DemoAirline } from './airlines.ts'
import { AIRPORTS } from './airports.ts'
import { LAYOUTS } from './layouts.ts'
import { fareSet, fareSetKey } from './prices.ts'
import { IPE, LIBERTY, MAPLE } from './rotations/americas.ts'
import { AUSTRAL, MERLION, SAKURA } from './rotations/asia-pacific.ts'
import { ALBION, EUROPA } from './rotations/europe.ts'
import { AL_SAHIL, DANA, HIGHVELD } from './rotations/gulf-africa.ts'
import { KAVERI, VAYU } from './rotations/india.ts'
import type { Rotation } from './rotations/rotation.ts'
import { type AircraftType, type Leg, schedule } from './schedule.ts'

const ROTATIONS = [
  ...[VAYU, KAVERI, AL_SAHIL, DANA, HIGHVELD, ALBION, EUROPA],
  ...[LIBERTY, MAPLE, IPE, MERLION, SAKURA, AUSTRAL],
].flat()

const FIRST_NUMBER = 101
const EPOCH = Temporal.PlainDate.from('1970-01-01')
const NARROW: AircraftType = { speedKmh: 830, turnMinutes: 45, sleeps: true }
const WIDE: AircraftType = { speedKmh: 830, turnMinutes: 90, sleeps: false }
const TYPES: Record<string, AircraftType> = {
  AT76: { ...NARROW, speedKmh: 500 },
  E190: NARROW,
  A20N: NARROW,
  B738: NARROW,
  A21N: NARROW,
  B789: WIDE,
  A359: WIDE,
  B77W: WIDE,
}

interface ScheduledLeg extends Leg {
  airline: DemoAirline
  number: string
  layoutName: string
  /** The aircraft that fly the round by turns, one that begins on each day */
  fleet: WorldAircraft[]
}

/** The whole demo world: the same flights for a date whenever it is asked, so that each start adds only new days. */
export function demoWorld(): World {
  const fleets = new Map(AIRLINES.map((airline) => [airline.code, openFleet(airline)]))
  const legs = ROTATIONS.flatMap((rotation) => {
    const fleet = fleets.get(rotation[0])
    if (!fleet) throw new Error(`There is no airline ${rotation[0]}.`)
    return scheduledLegs(rotation, fleet)
  })
  return {
    airports: AIRPORTS,
    airlines: AIRLINES,
    layouts: Object.values(LAYOUTS),
    aircraft: [...fleets.values()].flatMap((fleet) => fleet.aircraft),
    fareSet,
    flightsOn: (date) => legs.map((leg) => flightOn(leg, date)),
  }
}

interface Fleet {
  airline: DemoAirline
  aircraft: WorldAircraft[]
  nextNumber: number
}

const openFleet = (airline: DemoAirline): Fleet => ({ airline, aircraft: [], nextNumber: FIRST_NUMBER })

function scheduledLegs([, typeCode, path]: Rotation, fleet: Fleet): ScheduledLeg[] {
  const { name: layoutName } = known(LAYOUTS, typeCode)
  const { legs, days } = schedule(path, known(TYPES, typeCode))
  const taken = fleet.aircraft.length
  for (let n = 0; n < days; n++) {
    fleet.aircraft.push({ typeCode, layoutName, registration: registration(fleet.airline, taken + n) })
  }
  return legs.map((leg) => ({
    ...leg,
    layoutName,
    airline: fleet.airline,
    number: `${fleet.airline.code}${fleet.nextNumber++}`,
    fleet: fleet.aircraft.slice(taken, taken + days),
  }))
}

/** VT-VAA, VT-VAB, … */
function registration(airline: DemoAirline, n: number): string {
  const letter = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index)
  return `${airline.registration}${letter(Math.floor(n / 26))}${letter(n % 26)}`
}

function flightOn(leg: ScheduledLeg, date: Temporal.PlainDate): WorldFlight {
  const began = EPOCH.until(date).days - leg.dayOffset
  const aircraft = leg.fleet[began % leg.fleet.length] as WorldAircraft
  const time = { hour: Math.floor(leg.departsAt / 60), minute: leg.departsAt % 60 }
  return {
    airlineCode: leg.airline.code,
    number: leg.number,
    origin: leg.origin,
    destination: leg.destination,
    departsLocal: date.toPlainDateTime(time),
    blockMinutes: leg.blockMinutes,
    registration: aircraft.registration,
    layoutName: leg.layoutName,
    fareSetKey: fareSetKey({ ...leg, currency: leg.airline.currency, dayOfWeek: date.dayOfWeek, hour: time.hour }),
  }
}

function known<T>(of: Record<string, T>, key: string): T {
  const found = of[key]
  if (!found) throw new Error(`The demo data do not describe the aircraft type ${key}.`)
  return found
}
