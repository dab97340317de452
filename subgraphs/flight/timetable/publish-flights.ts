import { dbNow } from '#lib/clock.ts'
import type { FlightId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { type Loop, startLoop } from '#lib/loop.ts'
import { writeEvents } from '#lib/outbox.ts'
import type { Sql } from '#lib/sql.ts'
import type { FlightSnapshot } from '#schema/events.ts'
import type { Airport, Catalogue } from '../catalogue/catalogue.ts'
import { loadCatalogue } from '../catalogue/store.ts'
import type { FlightDb, Tx } from '../database.ts'
import { loadFares } from '../fares/store.ts'
import { loadLayouts } from '../fleet/store.ts'
import type { FlightRow } from './flight.ts'
import { hasUnpublished, loadFlights, lockUnpublished, markPublished } from './store.ts'

const DAY_MS = 86_400_000
/** What a traveller most likely asks for is on sale before the service says that it is ready. */
const URGENT_MS = 14 * DAY_MS
const urgentMs = (salesWindowMs: number) => Math.min(URGENT_MS, salesWindowMs)
const CHUNK = 100
/** Beyond the urgent days at most CHUNK flights in this time: making their seats leaves room for travellers. */
const UNHURRIED_MS = 1000
const IDLE_MS = 30_000

/** Whether all flights of the next 14 days are on sale, by this instance or another. */
export async function isUrgentDone(db: FlightDb, salesWindowMs: number): Promise<boolean> {
  const now = await dbNow(db.client)
  return !(await hasUnpublished(db.client, { now, until: new Date(now.getTime() + urgentMs(salesWindowMs)) }))
}

/**
 * Puts flights on sale by a moving window, in order of departure: each is told to booking once, in the commit that marks
 * it. Any number of instances share the work.
 */
export function startPublisher(db: FlightDb, { salesWindowMs, log }: { salesWindowMs: number; log: Log }): Loop {
  let unhurriedAt = 0
  return startLoop({
    name: 'publisher',
    log,
    everyMs: UNHURRIED_MS,
    async step() {
      if ((await publishFlights(db, urgentMs(salesWindowMs))) > 0) return true
      if (Date.now() < unhurriedAt) return false
      const published = await publishFlights(db, salesWindowMs)
      unhurriedAt = Date.now() + (published > 0 ? UNHURRIED_MS : IDLE_MS)
      return false
    },
  })
}

/** One chunk of the flights that leave within `windowMs`; returns how many. */
export async function publishFlights(db: FlightDb, windowMs: number): Promise<number> {
  return db.transaction(async (tx) => {
    const now = await dbNow(tx)
    const flights = await lockUnpublished(tx, { now, until: new Date(now.getTime() + windowMs), limit: CHUNK })
    await publish(tx, flights, now)
    return flights.length
  })
}

/** Marks flights as on sale and tells of them, in the caller's transaction. */
export async function publish(tx: Tx, flights: FlightRow[], now: Date): Promise<void> {
  if (flights.length === 0) return
  const snapshots = await snapshotsOf(tx, flights)
  await markPublished(
    tx,
    flights.map((f) => f.id),
    now,
  )
  await writeEvents(
    tx,
    'flight',
    snapshots.map((data) => ({ type: 'flight.published.v1' as const, key: data.flightId, data })),
  )
}

/** Puts new flights on sale at once that leave within the sales window; the publisher has the others. */
export async function publishIfDue(
  tx: Tx,
  ids: readonly FlightId[],
  { now, salesWindowMs }: { now: Date; salesWindowMs: number },
): Promise<number> {
  const until = now.getTime() + salesWindowMs
  const flights = [...(await loadFlights(tx, ids)).values()].filter(
    (f) => f.publishedAt === null && f.departsAt.getTime() < until && f.salesCloseAt > now,
  )
  await publish(tx, flights, now)
  return flights.length
}

/** Tells of flights on sale that have other fares, another layout or other times; `before` as they were. */
export async function tellChanges(tx: Tx, before: ReadonlyMap<FlightId, FlightRow>): Promise<void> {
  const onSale = [...before.values()].filter((f) => f.publishedAt !== null)
  if (onSale.length === 0) return
  const flights = await loadFlights(
    tx,
    onSale.map((f) => f.id),
  )
  const snapshots = await snapshotsOf(tx, [...flights.values()])
  await writeEvents(
    tx,
    'flight',
    snapshots.map((snapshot) => {
      const was = before.get(snapshot.flightId as FlightId)
      const { departsAt, arrivesAt } = was ?? raise(snapshot.flightId)
      const previous = { departsAt: departsAt.toISOString(), arrivesAt: arrivesAt.toISOString() }
      return { type: 'flight.changed.v1' as const, key: snapshot.flightId, data: { ...snapshot, previous } }
    }),
  )
}

function raise(id: string): never {
  throw new Error(`Flight ${id} is told of without having been read.`)
}

async function snapshotsOf(db: Sql, flights: FlightRow[]): Promise<FlightSnapshot[]> {
  const catalogue = await loadCatalogue(db)
  const layouts = await loadLayouts(db, [...new Set(flights.map((f) => f.layoutId))])
  const fares = await loadFares(
    db,
    flights.map((f) => f.fareSetId),
  )
  return flights.map((flight) => {
    const layout = layouts.get(flight.layoutId)
    if (!layout) throw new Error(`Flight ${flight.id} has no seat layout.`)
    return {
      flightId: flight.id,
      revision: flight.revision,
      airlineCode: flight.airlineCode,
      airlineName: catalogue.airlines.get(flight.airlineCode)?.name ?? flight.airlineCode,
      number: flight.number,
      origin: stationOf(catalogue, flight.origin),
      destination: stationOf(catalogue, flight.destination),
      departsAt: flight.departsAt.toISOString(),
      arrivesAt: flight.arrivesAt.toISOString(),
      salesCloseAt: flight.salesCloseAt.toISOString(),
      layoutId: layout.id,
      layoutVersion: layout.version,
      cabins: layout.cabins,
      fares: fares.get(flight.fareSetId) ?? [],
    }
  })
}

export function stationOf({ airports, cities }: Catalogue, code: string): FlightSnapshot['origin'] {
  const airport: Airport | undefined = airports.get(code)
  if (!airport) throw new Error(`There is no airport ${code}.`)
  return { airportCode: code, cityName: cities.get(airport.cityId)?.name ?? code, timeZone: airport.timeZone }
}
