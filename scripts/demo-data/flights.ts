import { createHash } from 'node:crypto'
import { uuidOf } from '#lib/ids.ts'
import type { PlannedFlight } from '../../subgraphs/flight/timetable/load-timetable.ts'
import { type Fare, faresOf } from './fares.ts'
import type { Line } from './plan.ts'

const DAY_MIN = 24 * 60
/** A line may take some days: those that began before today and have flights left. */
const LONGEST_LINE_DAYS = 5

interface Terms {
  currencyOf(airline: string): string
  layoutOf(typeCode: string): { id: string; cabins: ReadonlyArray<Fare['cabin']> }
}

/** The trips that begin on `days` days from `today`, and those on their way then; a trip is flown by one aircraft, whole. */
export function* tripsFrom(
  today: Temporal.PlainDate,
  days: number,
  { lines, terms }: { lines: readonly Line[]; terms: Terms },
): Generator<PlannedFlight[]> {
  for (let day = -LONGEST_LINE_DAYS; day < days; day++) {
    const date = today.add({ days: day })
    for (const line of lines) yield tripOn(date, line, terms)
  }
}

function tripOn(date: Temporal.PlainDate, line: Line, { currencyOf, layoutOf }: Terms): PlannedFlight[] {
  const turn = EPOCH.until(date).days % line.registrations.length
  const registration = line.registrations[turn] as string
  const layout = layoutOf(line.typeCode)
  return line.legs.map((leg) => {
    const departureDate = date.add({ days: Math.floor(leg.departMin / DAY_MIN) })
    const terms = { weekday: departureDate.dayOfWeek, currency: currencyOf(line.airline), cabins: layout.cabins }
    return {
      airlineCode: line.airline,
      number: leg.number,
      origin: leg.origin,
      destination: leg.destination,
      departureDate: departureDate.toString(),
      departureTime: wallTime(leg.departMin % DAY_MIN),
      durationMin: leg.durationMin,
      distanceKm: leg.distanceKm,
      aircraftId: aircraftIdOf(registration),
      layoutId: layout.id,
      // Few: a set for each number and weekday, which all weeks share.
      fareSetId: demoId(`fares ${leg.number} ${leg.origin} ${terms.weekday}`),
      fares: () => faresOf(leg, terms),
    }
  })
}

const EPOCH = Temporal.PlainDate.from('2026-01-01')

const wallTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

export const aircraftIdOf = (registration: string): string => demoId(`aircraft ${registration}`)

/** An id that hangs on the text alone, so that loading again finds what is there (UUID version 8, RFC 9562). */
export const demoId = (text: string): string =>
  uuidOf(createHash('sha256').update(`skygraph demo ${text}`).digest().subarray(0, 16), 8)
