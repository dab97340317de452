import { dbNow } from '#lib/clock.ts'
import type { FlightId } from '#lib/ids.ts'
import { writeEvents } from '#lib/outbox.ts'
import type { SkyEvent } from '#schema/events.ts'
import type { BookingDb } from '../database.ts'
import type { Fare } from '../flights/flight.ts'
import { loadFlights } from '../flights/store.ts'
import type { CabinClass } from '../seats/layout.ts'
import { type Claims, loadClaims, lockTold, saveTold } from './store.ts'

/**
 * Tells flight when a flight's first seat is claimed or its last one is free again, and when a cabin sells out or opens.
 * Made from what seat events name, apart from the transactions of holds: what is told is read from the data as it is, so
 * an event that comes again tells nothing new.
 */
export async function tellAvailability(db: BookingDb, events: SkyEvent[]): Promise<void> {
  const touched = events.filter((e) => e.type === 'seats.changed.v1').map((e) => e.data.flightId as FlightId)
  const flightIds = [...new Set(touched)]
  if (flightIds.length === 0) return
  await db.transaction(async (tx) => {
    const told = await lockTold(tx, flightIds)
    const flights = await loadFlights(tx, flightIds)
    const claims = (await loadClaims(tx, flightIds, await dbNow(tx))).map((claim) =>
      withoutCabins(claim, flights.get(claim.flightId)?.fares ?? []),
    )
    const news = claims.filter((claim) => isNews(claim, told.get(claim.flightId)))
    for (const claim of news) await saveTold(tx, claim)
    await writeEvents(
      tx,
      'booking',
      news.map((data) => ({ type: 'availability.changed.v1' as const, key: data.flightId, data })),
    )
  })
}

const isNews = (now: Claims, told: Claims | undefined): boolean =>
  now.sold !== told?.sold || now.soldOut.join() !== told.soldOut.join()

/** A cabin that a fare is for, and that the aircraft of today does not have, is sold out. */
const withoutCabins = ({ cabins, ...claim }: Claims & { cabins: CabinClass[] }, fares: readonly Fare[]): Claims => {
  const missing = fares.map((f) => f.cabin).filter((cabin) => !cabins.includes(cabin))
  return { ...claim, soldOut: [...claim.soldOut, ...missing].sort() }
}
