import type { BookingId, FlightId, HoldId } from '#lib/ids.ts'
import type { CabinClass, SeatPlan } from './layout.ts'

export type SeatStatus = 'AVAILABLE' | 'HELD' | 'BOOKED' | 'BLOCKED'

export interface SeatRef {
  flightId: FlightId
  seat: string
}

/** A seat's row as it was locked. */
export interface SeatRow extends SeatRef {
  cabin: CabinClass
  status: SeatStatus
  holdId: HoldId | null
  heldUntil: Date | null
  bookingId: BookingId | null
}

/** How anybody but its holder sees a claim: HELD past its time is free, whoever looks. */
export function statusAt({ status, heldUntil }: { status: SeatStatus; heldUntil: Date | null }, now: Date): SeatStatus {
  return status === 'HELD' && heldUntil !== null && heldUntil <= now ? 'AVAILABLE' : status
}

/** Whether a caller's text is a row and a column, such as 14C. */
export const isSeatNumber = (text: string): boolean => /^[1-9]\d{0,2}[A-Z]$/.test(text)

/** A seat's name among those of all flights; names sort as seats are locked. */
export const seatName = ({ flightId, seat }: SeatRef): string => `${flightId}/${seat}`

/** The one order in which seats are locked. */
export function sortSeats(seats: readonly SeatRef[]): SeatRef[] {
  return [...seats].sort((a, b) => (seatName(a) < seatName(b) ? -1 : 1))
}

export const sameSeat = (a: SeatRef, b: SeatRef): boolean => a.flightId === b.flightId && a.seat === b.seat

/** Whether one seat is named twice. */
export const hasTwice = (seats: readonly SeatRef[]): boolean => new Set(seats.map(seatName)).size < seats.length

/** The free seats nearest to a taken one: same cabin, by rows, then by columns apart. */
export function nearestFree(taken: SeatPlan, free: SeatPlan[], count: number): SeatPlan[] {
  const distance = (s: SeatPlan) =>
    Math.abs(s.row - taken.row) * 10 + Math.abs(s.column.charCodeAt(0) - taken.column.charCodeAt(0))
  return free
    .filter((s) => s.cabin === taken.cabin)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, count)
}
