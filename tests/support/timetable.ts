import { shiftClock } from '#lib/clock.ts'
import type { Viewer } from '#lib/identity.ts'
import { newId } from '#lib/ids.ts'
import { parseEvent, type SkyEvent } from '#schema/events.ts'
import { createAirline } from '../../subgraphs/flight/catalogue/change-airlines.ts'
import { createAirport } from '../../subgraphs/flight/catalogue/change-airports.ts'
import { openFlightDb } from '../../subgraphs/flight/database.ts'
import { createAircraft } from '../../subgraphs/flight/fleet/change-aircraft.ts'
import { createSeatLayout } from '../../subgraphs/flight/fleet/change-layouts.ts'
import type { Operator } from '../../subgraphs/flight/operate.ts'
import { type ScheduleFlightInput, scheduleFlight } from '../../subgraphs/flight/timetable/schedule-flight.ts'
import { loadFlights } from '../../subgraphs/flight/timetable/store.ts'
import { newViewer } from './booking.ts'
import { testDatabase } from './database.ts'
import { economy } from './flights.ts'

export const DAY_MS = 86_400_000

const PLACES = [
  ['DEL', 'Delhi', 'IN', 'Asia/Kolkata', 28.57, 77.1],
  ['BOM', 'Mumbai', 'IN', 'Asia/Kolkata', 19.09, 72.87],
  ['BER', 'Berlin', 'DE', 'Europe/Berlin', 52.36, 13.5],
  ['JFK', 'New York', 'US', 'America/New_York', 40.64, -73.78],
] as const

export type TimetableFixture = Awaited<ReturnType<typeof timetableFixture>>

/** The flight subgraph's slices on a database of their own: an airline, four airports, two layouts, and time that can be moved. */
export async function timetableFixture() {
  const database = await testDatabase('flight')
  const db = openFlightDb(database.url)
  const viewer: Viewer = newViewer({ role: 'OPERATOR' })
  const operator: Operator = { db, viewer, salesWindowMs: 60 * DAY_MS }
  let shiftedMs = 0
  const made = async (outcome: Promise<{ ok: true; id: string } | { ok: false; code: string }>) => {
    const done = await outcome
    if (!done.ok) throw new Error(`Refused: ${JSON.stringify(done)}`)
    return done.id
  }
  const key = () => ({ idempotencyKey: newId<string>() })

  await made(createAirline(operator, { code: 'SJ', name: 'Saffron Jet', ...key() }))
  for (const [code, city, countryCode, timeZone, latitude, longitude] of PLACES) {
    await made(
      createAirport(operator, {
        code,
        name: `${city} Airport`,
        city,
        countryCode,
        timeZone,
        latitude,
        longitude,
        ...key(),
      }),
    )
  }
  const layout = (name: string, lastRow: number) =>
    made(createSeatLayout(operator, { name, cabins: [economy({ lastRow, features: [] })], ...key() }))
  const layoutId = await layout('narrow', 9)
  const largerId = await layout('wide', 14)

  let registrations = 0
  const fixture = {
    db,
    operator,
    viewer,
    layoutId,
    largerId,
    made,
    key,
    aircraft: (of = layoutId) =>
      made(
        createAircraft(operator, {
          registration: `VT-${1000 + registrations++}`,
          typeCode: 'A20N',
          layoutId: of,
          ...key(),
        }),
      ),
    /** The date so many days from now, in UTC */
    date: (days: number) => new Date(Date.now() + shiftedMs + days * DAY_MS).toISOString().slice(0, 10),
    fare: (overrides: object = {}) => ({
      cabin: 'ECONOMY' as const,
      base: '4000',
      taxes: '400',
      currency: 'INR',
      ...overrides,
    }),
    plan: (overrides: Partial<ScheduleFlightInput> = {}): ScheduleFlightInput => ({
      airline: 'SJ',
      number: `SJ${100 + Math.floor(Math.random() * 9000)}`,
      origin: 'DEL',
      destination: 'BOM',
      departure: `${fixture.date(5)}T09:00`,
      duration: 'PT2H',
      layoutId,
      fares: [fixture.fare()],
      ...key(),
      ...overrides,
    }),
    schedule: (overrides: Partial<ScheduleFlightInput> = {}) => made(scheduleFlight(operator, fixture.plan(overrides))),
    async flight(id: string) {
      const [found] = (await loadFlights(db.client, [id])).values()
      if (!found) throw new Error(`There is no flight ${id}.`)
      return found
    },
    async events(): Promise<SkyEvent[]> {
      const found = await db.client.$queryRaw<Array<{ event: string }>>`SELECT event FROM outbox ORDER BY seq`
      return found.map(({ event }) => parseEvent(JSON.parse(event)))
    },
    /** Moves the database's clock on. */
    advance(ms: number) {
      shiftedMs += ms
      shiftClock(shiftedMs)
    },
    async close() {
      shiftClock(0)
      await db.close()
      await database.drop()
    },
  }
  return fixture
}
