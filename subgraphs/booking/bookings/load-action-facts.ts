import type { Sql } from '#lib/sql.ts'
import { firstDeparture } from '../flights/flight.ts'
import { loadFlights } from '../flights/store.ts'
import { loadPayments } from '../payments/store.ts'
import type { ActionFacts } from './actions.ts'
import type { BookingRow } from './booking.ts'
import { loadSegments } from './store.ts'

/** What decides over what may be done to a booking; whoever changes it has its row locked before. */
export async function loadActionFacts(sql: Sql, { id }: BookingRow, now: Date) {
  const segments = await loadSegments(sql, [id])
  const flights = await loadFlights(
    sql,
    segments.map((s) => s.flightId),
  )
  const payments = (await loadPayments(sql, [id])).get(id) ?? []
  const facts: ActionFacts = {
    now,
    departsAt: firstDeparture(flights.values()),
    paymentProcessing: payments.some((p) => p.status === 'PROCESSING'),
    seatLost: segments.some((s) => s.seat === null),
  }
  return { segments, flights, facts }
}
