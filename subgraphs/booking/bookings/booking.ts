import type { BookingId, FlightId, HoldId, PassengerId, UserId } from '#lib/ids.ts'
import { type InvalidInput, invalidInput } from '#lib/refusal.ts'
import type { PricedSeat } from '../holds/hold.ts'
import { type SeatRef, sameSeat } from '../seats/seat.ts'

export type BookingStatus = 'PENDING_PAYMENT' | 'CONFIRMED' | 'EXPIRED' | 'CANCELLED'
export type BookingAction = 'PAY' | 'APPLY_DISCOUNT' | 'CHANGE_SEAT' | 'CORRECT_NAME' | 'CANCEL'

export interface BookingRow {
  id: BookingId
  reference: string
  userId: UserId
  holdId: HoldId
  status: BookingStatus
  contactEmail: string
  currency: string
  totalMinor: number
  discountCode: string | null
  payBy: Date
  createdAt: Date
}

export interface PassengerRow {
  id: PassengerId
  bookingId: BookingId
  position: number
  givenName: string
  familyName: string
  /** ISO 8601 date */
  bornOn: string
}

/** One passenger on one flight, with the price and terms it was sold at. */
export interface SegmentRow extends Omit<PricedSeat, 'seat'> {
  bookingId: BookingId
  passengerId: PassengerId
  flightId: FlightId
  seat: string | null
}

export interface PassengerInput {
  givenName: string
  familyName: string
  bornOn: string
  seats: SeatRef[]
}

/** The seats a booking has; a segment that a change of aircraft left without one has none. */
export const seatsOf = (segments: readonly SegmentRow[]): SeatRef[] =>
  segments.flatMap(({ flightId, seat }) => (seat === null ? [] : [{ flightId, seat }]))

// No control or format characters (bidi overrides among them), half surrogates or line breaks of Unicode.
const NAME = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,100}$/u
const NAME_MESSAGE = 'A name has 1 to 100 characters.'

const isName = (text: string): boolean => text.trim() !== '' && NAME.test(text)

/** Whether these could be a person's names. */
export function namesFault(names: Pick<PassengerInput, 'givenName' | 'familyName'>): InvalidInput | undefined {
  const odd = (['givenName', 'familyName'] as const).find((field) => !isName(names[field]))
  return odd && invalidInput([odd], NAME_MESSAGE)
}

/** Whether these are people, and together sit on exactly the held seats, each on at most one of a flight. */
export function passengersFault(
  passengers: PassengerInput[],
  held: SeatRef[],
  today: string,
): InvalidInput | undefined {
  if (passengers.length === 0) return invalidInput(['passengers'], 'Name at least one passenger.')
  for (const [n, passenger] of passengers.entries()) {
    const fault = (field: string, message: string) => invalidInput(['passengers', String(n), field], message)
    for (const field of ['givenName', 'familyName'] as const) {
      if (!isName(passenger[field])) return fault(field, NAME_MESSAGE)
    }
    if (!isDate(passenger.bornOn) || passenger.bornOn > today || passenger.bornOn < '1900-01-01') {
      return fault('bornOn', 'Not a date of birth.')
    }
    if (passenger.seats.length === 0) return fault('seats', 'Give the passenger a seat.')
    if (new Set(passenger.seats.map((s) => s.flightId)).size < passenger.seats.length) {
      return fault('seats', 'A passenger sits on one seat of a flight.')
    }
    if (passenger.seats.some((s) => !held.some((h) => sameSeat(h, s))))
      return fault('seats', 'Not a seat of this hold.')
  }
  const given = passengers.flatMap((p) => p.seats)
  const left = held.find((h) => given.filter((g) => sameSeat(g, h)).length !== 1)
  return left && invalidInput(['passengers'], `Seat ${left.seat} needs exactly one passenger.`)
}

function isDate(text: string): boolean {
  // Temporal alone also takes, and writes back, an annotation: 1990-02-03[u-ca=hebrew].
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
  } catch {
    return false
  }
}

/** What is still to be paid, or, below zero, to be given back. */
export const balanceMinor = (totalMinor: number, capturedMinor: number, refundedMinor: number): number =>
  totalMinor - (capturedMinor - refundedMinor)
