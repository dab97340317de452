import { seatCount } from '../../subgraphs/flight/fleet/layout.ts'
import type { Rejection } from '../../subgraphs/flight/import/openflights.ts'
import type { WeeklyTrip } from '../../subgraphs/flight/planning/weekly-plan.ts'
import { cabinsOf } from './cabins.ts'

/** As editors take it to the line: routes.dat:17 the origin is unknown: XXX */
export const lineOf = ({ file, line, reason, value }: Rejection): string =>
  `${file}:${line} ${reason}${value === undefined ? '' : `: ${value}`}`

/** How many rows of each file for each reason, most first. */
export function byReason(rejected: readonly Rejection[]): string[] {
  const groups = [...Map.groupBy(rejected, ({ file, reason }) => `${file}: ${reason}`)]
  return groups
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, those]) => `${those.length.toLocaleString('en').padStart(8)}  ${reason}`)
}

interface Forecast {
  flights: number
  /** Seats of those that begin on the first `daysOnSale`. */
  seatsOnSale: number
}

/** What a plan comes to on some days. */
export function forecast(
  week: readonly WeeklyTrip[],
  { from, days, daysOnSale }: { from: Temporal.PlainDate; days: number; daysOnSale: number },
): Forecast {
  const byWeekday = Map.groupBy(week, ({ weekday }) => weekday)
  const seats = new Map(
    [...new Set(week.map(({ trip }) => trip.type))].map((type) => [type, seatCount(cabinsOf(type))]),
  )
  const total: Forecast = { flights: 0, seatsOnSale: 0 }
  for (let day = 0; day < days; day++) {
    for (const { trip } of byWeekday.get(from.add({ days: day }).dayOfWeek) ?? []) {
      total.flights += trip.legs.length
      if (day < daysOnSale) total.seatsOnSale += trip.legs.length * (seats.get(trip.type) ?? 0)
    }
  }
  return total
}
