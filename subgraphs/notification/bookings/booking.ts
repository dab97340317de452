import type { SkyEvent, SkyEventData } from '#schema/events.ts'

export type BookingEvent = Extract<SkyEvent, { type: keyof typeof STATUS | (typeof NO_STATUS)[number] }>
export type BookingChanged = Extract<SkyEvent, { type: 'booking.changed.v1' }>

/** What we know of a booking by its events. */
export interface Booking {
  id: string
  reference: string
  userId: string
  contactEmail: string
  status: 'PENDING_PAYMENT' | 'CONFIRMED' | 'EXPIRED' | 'CANCELLED'
  /** Whether it was ever confirmed */
  paid: boolean
  /** When its payer is to be reminded, while it waits for payment */
  remindAt: Date | null
  /** What the reminder says, while it waits for payment */
  created: SkyEventData<'booking.created.v1'> | null
  /** Of the event that made it so */
  asOf: Date
  keepUntil: Date
  /** Of a confirmed one */
  flightIds: string[]
}

const LONGEST_NOTICE_MS = 3_600_000
/** How long a payment may be under way before its payer is reminded of it. */
const PAYMENT_MS = 180_000
const KEPT_MS = 7 * 24 * 3_600_000

const STATUS = {
  'booking.created.v1': 'PENDING_PAYMENT',
  'booking.confirmed.v1': 'CONFIRMED',
  'booking.cancelled.v1': 'CANCELLED',
  'booking.expired.v1': 'EXPIRED',
} as const

/** They leave a booking in the state it is in. */
const NO_STATUS = ['booking.payment-refunded.v1', 'booking.reseated.v1'] as const

export const isBookingEvent = (event: SkyEvent): event is BookingEvent =>
  event.type in STATUS || NO_STATUS.some((type) => type === event.type)

/** When a third of the time to pay is left, and an hour before its end at the latest: 10 minutes of 30. */
export function remindAt(createdAt: string, payBy: string): Date {
  const end = Date.parse(payBy)
  return new Date(end - Math.min((end - Date.parse(createdAt)) / 3, LONGEST_NOTICE_MS))
}

/** The booking after an event: the same object where nothing changed, undefined where we know nothing of it. */
export function bookingAfter(booking: Booking | undefined, event: BookingEvent | BookingChanged): Booking | undefined {
  const time = new Date(event.time)
  // Told again, or late.
  if (booking && booking.asOf > time) return booking
  if (event.type === 'booking.changed.v1') return booking && withPayment(booking, event, time)
  if (event.type === 'booking.payment-refunded.v1' || event.type === 'booking.reseated.v1') return booking
  if (event.type === 'booking.created.v1' && booking) return booking
  const { data } = event
  return {
    id: data.bookingId,
    reference: data.reference,
    userId: data.userId,
    contactEmail: data.contactEmail,
    status: STATUS[event.type],
    paid: booking?.paid === true || isPaid(event),
    remindAt: event.type === 'booking.created.v1' ? remindAt(event.time, event.data.payBy) : null,
    created: event.type === 'booking.created.v1' ? event.data : null,
    asOf: time,
    keepUntil: new Date(Math.max(...data.segments.map(({ arrivesAt }) => Date.parse(arrivesAt)), +time) + KEPT_MS),
    flightIds: event.type === 'booking.confirmed.v1' ? [...new Set(data.segments.map((s) => s.flightId))] : [],
  }
}

/** A cancellation that keeps or returns money was of a paid booking, known to us or not. */
function isPaid(event: BookingEvent): boolean {
  if (event.type === 'booking.cancelled.v1') return event.data.fee.amountMinor + event.data.refund.amountMinor > 0
  return event.type === 'booking.confirmed.v1'
}

/** Who is paying is not told to pay: the reminder waits some minutes, and does not come where no time is left after. */
function withPayment(booking: Booking, { data }: BookingChanged, time: Date): Booking {
  if (data.action !== 'PAYMENT_STARTED' || booking.remindAt === null || booking.created === null) return booking
  const later = Math.max(+booking.remindAt, +time + PAYMENT_MS)
  return { ...booking, asOf: time, remindAt: later < Date.parse(booking.created.payBy) ? new Date(later) : null }
}
