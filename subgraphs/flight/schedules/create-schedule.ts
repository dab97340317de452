import { z } from 'zod'
import { type FlightId, newId } from '#lib/ids.ts'
import { invalidInput, notFound } from '#lib/refusal.ts'
import { fareInputs, readFares } from '../fares/fares.ts'
import { saveFareSets } from '../fares/store.ts'
import { shareLayout } from '../fleet/store.ts'
import { airlineCode, airportCode, anId, flightNumber, localDate, minutes, wallTime } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { SALES_CLOSE_MS } from '../timetable/flight.ts'
import { publishIfDue } from '../timetable/publish-flights.ts'
import { ambiguousLocalTime, LEAST_MINUTES, MOST_MINUTES, routeOf } from '../timetable/schedule-flight.ts'
import { type NewFlight, saveFlights } from '../timetable/store.ts'
import { type Departure, expand, MOST_DAYS, type ScheduleRow } from './schedule.ts'
import { insertSchedule } from './store.ts'

export const weekdays = z
  .array(z.number().int().min(1, 'From 1 to 7.').max(7, 'From 1 to 7.'))
  .min(1, 'Name at least one day.')
  .max(7)
  .refine((days) => new Set(days).size === days.length, 'A day is named twice.')
  .transform((days) => days.toSorted())

const schema = z
  .object({
    airline: airlineCode,
    number: flightNumber,
    origin: airportCode,
    destination: airportCode,
    departureTime: wallTime,
    daysOfWeek: weekdays,
    validFrom: localDate,
    validTo: localDate,
    duration: minutes(LEAST_MINUTES, MOST_MINUTES),
    layoutId: anId('a seat layout'),
    fares: fareInputs,
  })
  .refine(({ validFrom, validTo }) => validTo >= validFrom, { path: ['validTo'], message: 'It ends after it begins.' })
  .refine(({ validFrom, validTo }) => daysBetween(validFrom, validTo) < MOST_DAYS, {
    path: ['validTo'],
    message: `A schedule is for at most ${MOST_DAYS} days.`,
  })
export type CreateScheduleInput = z.input<typeof schema> & Keyed

export const daysBetween = (from: string, to: string): number => Temporal.PlainDate.from(from).until(to).days

/** Makes the flights of a weekly pattern, all or none; those of the sales window go on sale at once, the rest in time. */
export const createSchedule = (operator: Operator, input: CreateScheduleInput) =>
  operate(operator, { name: 'createSchedule', schema, input }, async (tx, plan, now) => {
    const route = await routeOf(tx, plan)
    if ('ok' in route) return route
    const layout = await shareLayout(tx, plan.layoutId)
    if (!layout || layout.retiredAt !== null) return notFound('seat layout')
    const read = readFares(plan.fares, new Set(layout.cabins.map((c) => c.cabin)))
    if (!read.ok) return read
    const { airline, duration, fares: _, ...pattern } = plan
    const schedule: ScheduleRow = {
      ...pattern,
      id: newId<string>(),
      airlineCode: airline,
      durationMin: duration,
      fareSetId: newId<string>(),
    }
    const { departures, ambiguous } = expand(schedule, route.timeZone)
    if (ambiguous.length > 0) return ambiguousLocalTime(ambiguous)
    const flights = flightsOf(schedule, { departures, distanceKm: route.distanceKm, now })
    if (flights.length === 0) return invalidInput(['validTo'], 'No flight of this schedule is still to come.')
    await insertSchedule(tx, schedule, now)
    await saveFareSets(tx, [[schedule.fareSetId, read.fares]])
    if ((await saveFlights(tx, flights)) < flights.length) {
      return invalidInput(['number'], 'This number departs from there on some of these days already.')
    }
    const ids = flights.map((f) => f.id)
    const published = await publishIfDue(tx, ids, { now, salesWindowMs: operator.salesWindowMs })
    return done('ScheduleCreated', [schedule.id, published].join('/'))
  })

/** The flights of a schedule that can still be sold. */
export function flightsOf(
  schedule: ScheduleRow,
  { departures, distanceKm, now }: { departures: readonly Departure[]; distanceKm: number; now: Date },
): NewFlight[] {
  const { airlineCode, number, origin, destination, layoutId, fareSetId } = schedule
  return departures
    .filter(({ departsAt }) => departsAt.getTime() - SALES_CLOSE_MS > now.getTime())
    .map(({ date, departsAt, arrivesAt }) => ({
      id: newId<FlightId>(),
      airlineCode,
      number,
      origin,
      destination,
      departureDate: date,
      departsLocal: `${date}T${schedule.departureTime}`,
      departsAt,
      arrivesAt,
      salesCloseAt: new Date(departsAt.getTime() - SALES_CLOSE_MS),
      aircraftId: null,
      layoutId,
      fareSetId,
      distanceKm,
      scheduleId: schedule.id,
      scheduleDate: date,
    }))
}
