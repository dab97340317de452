import { dbNow } from '#lib/clock.ts'
import type { FlightId } from '#lib/ids.ts'
import type { Sql } from '#lib/sql.ts'
import type { PassengerRow } from '../bookings/booking.ts'
import { loadPassengers } from '../bookings/store.ts'
import { loadFlights, newestLayout } from '../flights/store.ts'
import { findHoldStates, findLiveBookings, loadBookingStates, loadFlightSeats, loadSeated } from './store.ts'
import { ownersOf, planLayout } from './swap-layout.ts'

export interface SwapPreview {
  keep: number
  move: Array<{ passenger: PassengerRow; from: string; to: string }>
  withoutSeat: PassengerRow[]
}

/** What giving the flight this layout would do to its passengers now; null for a flight or layout we have not heard of. */
export async function swapPreview(sql: Sql, flightId: FlightId, layoutId: string): Promise<SwapPreview | null> {
  const flight = (await loadFlights(sql, [flightId])).get(flightId)
  const layout = await newestLayout(sql, layoutId)
  if (!flight || !layout) return null
  const live = await loadBookingStates(sql, await findLiveBookings(sql, flightId))
  const seats = await loadFlightSeats(sql, flightId)
  const seated = ownersOf(await loadSeated(sql, flightId, [...live.keys()]), { live, seats })
  const holds = await findHoldStates(sql, flightId)
  const { swap } = await planLayout(sql, { flight, layout, live, seats, seated, holds, now: await dbNow(sql) })
  const passengers = new Map((await loadPassengers(sql, [...live.keys()])).map((p) => [p.id as string, p]))
  const named = (id: string): PassengerRow => {
    const passenger = passengers.get(id)
    if (!passenger) throw new Error(`There is no passenger ${id}.`)
    return passenger
  }
  return {
    keep: swap.keep.length,
    move: swap.move.map(({ claim, from, to }) => ({ passenger: named(claim.passengerId), from, to })),
    withoutSeat: swap.withoutSeat.map(({ claim }) => named(claim.passengerId)),
  }
}
