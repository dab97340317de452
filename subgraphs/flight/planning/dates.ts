import type { AircraftType } from './aircraft-type.ts'
import type { PlanAirport, WeeklyTrip } from './weekly-plan.ts'

export interface DatedFlight {
  airline: string
  number: string
  origin: string
  destination: string
  /** ISO 8601, at the origin, as the time and the weekday are. */
  date: string
  departureTime: string
  weekday: number
  departsAt: number
  arrivesAt: number
  durationMin: number
  distanceKm: number
  type: AircraftType
  registration: string
}

const DAY_MIN = 1440
const MINUTE_MS = 60_000

/** The flights of the trips that begin on `days` days from `from` on, each at its wall time whatever the clocks do. */
export function* flightsFrom(
  from: Temporal.PlainDate,
  days: number,
  { week, airports }: { week: readonly WeeklyTrip[]; airports: ReadonlyMap<string, PlanAirport> },
): Generator<DatedFlight> {
  const byWeekday = Map.groupBy(week, (trip) => trip.weekday)
  const dayAt = daysFrom(from, airports)
  for (let day = 0; day < days; day++) {
    for (const { trip, registration } of byWeekday.get(from.add({ days: day }).dayOfWeek) ?? []) {
      const { airline, type } = trip
      for (const { departMin, ...leg } of trip.legs) {
        // A trip over the date line may be back before it began.
        const later = Math.floor(departMin / DAY_MIN)
        const { date, weekday, midnight } = dayAt(day + later, leg.origin)
        const minutes = departMin - later * DAY_MIN
        const departsAt = midnight + minutes * MINUTE_MS
        const arrivesAt = departsAt + leg.durationMin * MINUTE_MS
        yield {
          ...leg,
          airline,
          type,
          registration,
          date,
          weekday,
          departsAt,
          arrivesAt,
          departureTime: wallTime(minutes),
        }
      }
    }
  }
}

const wallTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/**
 * Midnight at an airport by the clock that is in force at noon: clocks change in the small hours, in which no flight
 * leaves. Each worked out once.
 */
function daysFrom(from: Temporal.PlainDate, airports: ReadonlyMap<string, PlanAirport>) {
  const days = new Map<number, { day: Temporal.PlainDate; date: string; weekday: number; zones: Map<string, number> }>()
  const dayAt = (n: number) => {
    const day = from.add({ days: n })
    return { day, date: day.toString(), weekday: day.dayOfWeek, zones: new Map<string, number>() }
  }
  return (n: number, code: string) => {
    const timeZone = airports.get(code)?.timeZone
    if (timeZone === undefined) throw new Error(`There is no airport ${code}.`)
    const known = days.get(n) ?? dayAt(n)
    days.set(n, known)
    const { day, date, weekday, zones } = known
    const midnight =
      zones.get(timeZone) ?? day.toZonedDateTime({ timeZone, plainTime: '12:00' }).epochMilliseconds - 12 * 3_600_000
    zones.set(timeZone, midnight)
    return { date, weekday, midnight }
  }
}
