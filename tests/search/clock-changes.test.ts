import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readOpenFlights } from '../../subgraphs/flight/import/openflights.ts'
import { zoneAt } from '../../subgraphs/flight/import/zone-at.ts'
import { expand, type ScheduleRow } from '../../subgraphs/flight/schedules/schedule.ts'
import { atStation } from '../../subgraphs/flight/timetable/flight.ts'
import { openFlightsFolder } from './openflights.ts'

const BLOCK_MIN = 485
/** Where flights arrive: three quarters of an hour off the others, and with changes of its own. */
const ELSEWHERE = 'Pacific/Chatham'
const TIMES = ['00:00', '00:30', '01:30', '02:00', '02:30', '03:00', '03:30', '09:00', '23:30']
/** When Europe and North America change their clocks. */
const USUAL = ['2027-03-14', '2027-03-28', '2027-10-31', '2027-11-07']

function zonesOfTheData(): string[] {
  const text = (name: string) => readFileSync(`${openFlightsFolder()}/${name}`, 'utf8')
  const none = { 'airlines.dat': '', 'routes.dat': '', 'planes.dat': '' }
  const { airports } = readOpenFlights({ 'airports.dat': text('airports.dat'), ...none }, zoneAt)
  return [...new Set(airports.map(({ timeZone }) => timeZone))]
}

/** The days of a year on which a place changes its clocks. */
function changesOf(timeZone: string): string[] {
  const days: string[] = []
  let at = Temporal.ZonedDateTime.from(`2027-01-01T00:00[${timeZone}]`).getTimeZoneTransition('next')
  for (; at && at.year === 2027; at = at.getTimeZoneTransition('next')) days.push(at.toPlainDate().toString())
  return days
}

/** What a wall shows, by another reading of the rules than the one that is tested. */
function wallOf(timeZone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return (instant) => format.format(instant).replace(' ', 'T')
}

/** How often a wall shows a time: at the instants that any offset in use there makes of it. */
function timesShown(wall: string, timeZone: string, shown: (instant: Date) => string): number {
  const near = Temporal.PlainDateTime.from(wall).toZonedDateTime(timeZone)
  const offsets = [-2, 0, 2].map((days) => near.add({ days }).offsetNanoseconds / 1e6)
  const utc = Date.parse(`${wall}:00Z`)
  return [...new Set(offsets)].filter((offset) => shown(new Date(utc - offset)) === wall).length
}

const daily = (departureTime: string, day: Temporal.PlainDate): ScheduleRow => ({
  ...{ id: 's', airlineCode: 'SJ', number: 'SJ1', origin: 'AAA', destination: 'BBB', layoutId: 'l', fareSetId: 'f' },
  departureTime,
  daysOfWeek: [1, 2, 3, 4, 5, 6, 7],
  validFrom: day.subtract({ days: 1 }).toString(),
  validTo: day.add({ days: 1 }).toString(),
  durationMin: BLOCK_MIN,
})

test('in every zone of the data, around every change of its clocks, a schedule keeps its wall time and its block time', () => {
  const zones = zonesOfTheData()
  expect(zones.length).toBeGreaterThan(280)
  const arrivals = wallOf(ELSEWHERE)
  const faults: string[] = []
  let [ambiguousDays, changed] = [0, 0]
  for (const zone of zones) {
    const shown = wallOf(zone)
    const own = changesOf(zone)
    changed += own.length
    for (const date of new Set([...USUAL, ...own])) {
      for (const time of TIMES) {
        const { departures, ambiguous } = expand(daily(time, Temporal.PlainDate.from(date)), zone)
        const often = (day: string) => timesShown(`${day}T${time}`, zone, shown)
        const right =
          departures.length + ambiguous.length === 3 &&
          ambiguous.every((day) => often(day) !== 1) &&
          departures.every(
            ({ date: day, departsAt, arrivesAt }) =>
              often(day) === 1 &&
              shown(departsAt) === `${day}T${time}` &&
              atStation(departsAt, zone).startsWith(`${day}T${time}:00`) &&
              arrivesAt.getTime() - departsAt.getTime() === BLOCK_MIN * 60_000 &&
              atStation(arrivesAt, ELSEWHERE).startsWith(arrivals(arrivesAt)),
          )
        if (!right) faults.push(`${zone} ${date} ${time}`)
        ambiguousDays += ambiguous.length
      }
    }
  }
  expect(faults).toEqual([])
  // Both kinds of days were met: such with a change, and among them such with a wall time skipped or shown twice.
  expect(changed).toBeGreaterThan(150)
  expect(ambiguousDays).toBeGreaterThan(changed)
}, 60_000)
