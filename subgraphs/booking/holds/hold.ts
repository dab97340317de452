import type { FlightId } from '#lib/ids.ts'
import { type InvalidInput, invalidInput, type NotFound, notFound, type WrongState, wrongState } from '#lib/refusal.ts'
import { type Fare, isOnSale, type SaleFlight } from '../flights/flight.ts'
import { type SeatPlan, surchargeMinor } from '../seats/layout.ts'
import { type SeatRef, type SeatRow, statusAt } from '../seats/seat.ts'

/** Unpaid seats, held or booked, that one customer may have on one flight: holds that never pay must not block it. */
export const UNPAID_SEATS_LIMIT = 9
export const SEATS_PER_HOLD_LIMIT = 36

/** A seat with the price and terms of the moment it was held. */
export interface PricedSeat extends SeatRef {
  cabin: Fare['cabin']
  baseMinor: number
  taxesMinor: number
  surchargeMinor: number
  refundable: boolean
  cancelFeeMinor: number
}

export type HoldRefusal =
  | InvalidInput
  | NotFound
  | WrongState
  | { ok: false; code: 'SEATS_UNAVAILABLE'; taken: SeatRef[] }
  | { ok: false; code: 'HOLD_LIMIT_REACHED'; limit: number }

interface Facts {
  wanted: SeatRef[]
  locked: SeatRow[]
  flights: Map<FlightId, SaleFlight>
  plans: Map<FlightId, Map<string, SeatPlan>>
  /** Unpaid seats the customer has already, those of a hold that this one replaces left out. */
  unpaid: Map<FlightId, number>
  /** Seats of the hold that this one replaces: free for this customer. */
  own: SeatRef[]
  now: Date
}

type Priced = { ok: true; seats: PricedSeat[]; currency: string }

/** Whether the wanted seats, now locked, may be held together, and at what price. */
export function decideHold(facts: Facts): Priced | HoldRefusal {
  const { wanted, locked, flights, own, now } = facts
  const flightIds = [...new Set(wanted.map((s) => s.flightId))]
  for (const flightId of flightIds) {
    const flight = flights.get(flightId)
    if (!flight) return notFound('flight')
    const closed = salesClosed(flight, now)
    if (closed) return closed
  }
  const rows = new Map(locked.map((row) => [`${row.flightId}/${row.seat}`, row]))
  const missing = wanted.find((s) => !rows.has(`${s.flightId}/${s.seat}`))
  if (missing) return invalidInput(['seats'], `There is no seat ${missing.seat} on that flight.`)
  const isOwn = (row: SeatRow) =>
    row.status === 'HELD' && own.some((s) => s.flightId === row.flightId && s.seat === row.seat)
  const taken = wanted.filter((s) => {
    const row = rows.get(`${s.flightId}/${s.seat}`) as SeatRow
    return !isOwn(row) && statusAt(row, now) !== 'AVAILABLE'
  })
  if (taken.length > 0) return { ok: false, code: 'SEATS_UNAVAILABLE', taken }
  for (const flightId of flightIds) {
    const count = wanted.filter((s) => s.flightId === flightId).length + (facts.unpaid.get(flightId) ?? 0)
    if (count > UNPAID_SEATS_LIMIT) return { ok: false, code: 'HOLD_LIMIT_REACHED', limit: UNPAID_SEATS_LIMIT }
  }
  return priceSeats(facts)
}

export const salesClosed = (flight: SaleFlight, now: Date): WrongState | undefined =>
  isOnSale(flight, now) ? undefined : wrongState('SALES_CLOSED', `Flight ${flight.number} is not on sale any more.`)

function priceSeats({
  wanted,
  flights,
  plans,
}: Facts): { ok: true; seats: PricedSeat[]; currency: string } | HoldRefusal {
  const seats: PricedSeat[] = []
  const currencies = new Set<string>()
  for (const seat of wanted) {
    const plan = plans.get(seat.flightId)?.get(seat.seat)
    const fare = flights.get(seat.flightId)?.fares.find((f) => f.cabin === plan?.cabin)
    if (!plan || !fare) return wrongState('NOT_SOLD', `Seat ${seat.seat} is not sold on that flight.`)
    currencies.add(fare.currency)
    seats.push({
      flightId: seat.flightId,
      seat: seat.seat,
      cabin: plan.cabin,
      baseMinor: fare.baseMinor,
      taxesMinor: fare.taxesMinor,
      surchargeMinor: surchargeMinor(plan, fare.surcharges),
      refundable: fare.refundable,
      cancelFeeMinor: fare.cancelFeeMinor,
    })
  }
  const [currency] = currencies
  if (currency === undefined || currencies.size > 1) {
    return invalidInput(['seats'], 'These flights are sold in different currencies: hold them one by one.')
  }
  return { ok: true, seats, currency }
}

/** What a seat costs its passenger: fare, taxes and the seat's surcharge. */
export const priceMinor = (seat: Omit<PricedSeat, keyof SeatRef>): number =>
  seat.baseMinor + seat.taxesMinor + seat.surchargeMinor

export const totalMinor = (seats: PricedSeat[]): number => seats.reduce((sum, seat) => sum + priceMinor(seat), 0)
