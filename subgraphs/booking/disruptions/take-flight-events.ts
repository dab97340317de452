import { dbNow } from '#lib/clock.ts'
import type { FlightId } from '#lib/ids.ts'
import { firstSeen } from '#lib/inbox.ts'
import type { SkyEvent, SkyEventData } from '#schema/events.ts'
import type { BookingDb, Tx } from '../database.ts'
import { CONSUMER, putOnSale } from '../flights/put-on-sale.ts'
import { loadFlights, saveFlights, saveLayout } from '../flights/store.ts'
import { saveStatus } from './store.ts'
import { ClaimsChanged, swapLayout } from './swap-layout.ts'

/** Does what flight tells, in its order: each event once, in a transaction with its mark, flights on sale by the many. */
export async function takeFlightEvents(db: BookingDb, events: SkyEvent[]): Promise<void> {
  let published: SkyEvent[] = []
  for (const event of events) {
    if (event.type === 'flight.published.v1') published.push(event)
    else {
      await putOnSale(db, published)
      published = []
      await take(db, event)
    }
  }
  await putOnSale(db, published)
}

const TRIES = 10

async function take(db: BookingDb, event: SkyEvent): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await db.transaction(async (tx) => {
        if ((await firstSeen(tx, CONSUMER, [event.id])).size > 0) await apply(tx, event)
      })
    } catch (error) {
      if (!(error instanceof ClaimsChanged) || tried === TRIES) throw error
    }
  }
}

async function apply(tx: Tx, event: SkyEvent): Promise<void> {
  if (event.type === 'flight.changed.v1') return applyChange(tx, event.data)
  if (event.type === 'flight.status-changed.v1') return saveStatus(tx, event.data, await dbNow(tx))
  if (event.type === 'layout.drawn.v1') return saveLayout(tx, event.data)
}

async function applyChange(tx: Tx, flight: SkyEventData<'flight.changed.v1'>): Promise<void> {
  const known = (await loadFlights(tx, [flight.flightId])).get(flight.flightId as FlightId)
  const { layoutId, layoutVersion } = flight
  // A dead letter that was sent once more may be older than what we know.
  if (known && known.changeRevision >= flight.revision) return
  if (!known) await saveLayout(tx, flight)
  else if (known.layoutId !== layoutId || known.layoutVersion !== layoutVersion) {
    await swapLayout(tx, known.id, flight, await dbNow(tx))
  }
  await saveFlights(tx, [flight])
}
