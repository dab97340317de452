import { z } from 'zod'

/** Every event that crosses a process: CloudEvents 1.0 as JSON, checked when written and when read. */

const id = z.string().min(1).max(36)
const instant = z.iso.datetime()
const currency = z.string().length(3)
const minor = z.number().int()
const money = z.object({ amountMinor: minor, currency })
const cabinClass = z.enum(['ECONOMY', 'PREMIUM_ECONOMY', 'BUSINESS', 'FIRST'])
const seatFeature = z.enum([
  'EXTRA_LEGROOM',
  'EXIT_ROW',
  'BULKHEAD',
  'BASSINET',
  'ACCESSIBLE',
  'NO_RECLINE',
  'NEAR_LAVATORY',
])
const seatPosition = z.enum(['WINDOW', 'MIDDLE', 'AISLE'])

const cabinLayout = z.object({
  cabin: cabinClass,
  firstRow: z.number().int().positive(),
  lastRow: z.number().int().positive(),
  columns: z.array(z.string()).min(1),
  /** Columns with an aisle on their right, as one walks from left to right. */
  aisleAfter: z.array(z.string()),
  /** Seats that are not there, such as beside a galley. */
  without: z.array(z.string()).default([]),
  /** Seats with features; all others have none. */
  features: z.array(z.object({ seat: z.string(), features: z.array(seatFeature) })),
})

const fare = z.object({
  cabin: cabinClass,
  currency,
  baseMinor: minor.nonnegative(),
  taxesMinor: minor.nonnegative(),
  refundable: z.boolean(),
  cancelFeeMinor: minor.nonnegative(),
  changeFeeMinor: minor.nonnegative(),
  /** What a seat costs over the fare; where several fit, the dearest counts. */
  surcharges: z.array(
    z.object({
      seats: z.array(z.string()).optional(),
      feature: seatFeature.optional(),
      position: seatPosition.optional(),
      amountMinor: minor.nonnegative(),
    }),
  ),
})

const station = z.object({
  airportCode: z.string(),
  cityName: z.string(),
  timeZone: z.string(),
})

/** A flight as booking needs it to sell seats and as its documents and mails print it. */
const flightSnapshot = z.object({
  flightId: id,
  /** Grows with every change of the flight, its status included: of two events the one with the greater is newer. */
  revision: z.number().int().nonnegative(),
  airlineCode: z.string(),
  airlineName: z.string(),
  number: z.string(),
  origin: station,
  destination: station,
  departsAt: instant,
  arrivesAt: instant,
  salesCloseAt: instant,
  layoutId: id,
  layoutVersion: z.number().int().positive(),
  cabins: z.array(cabinLayout).min(1),
  fares: z.array(fare),
})

/** The seats that changed; all of them where `layoutVersion` is another one than before. */
const seatsChanged = z.object({
  flightId: id,
  version: z.number().int().positive(),
  layoutVersion: z.number().int().positive(),
  seats: z.array(
    z.object({
      number: z.string(),
      status: z.enum(['AVAILABLE', 'HELD', 'BOOKED', 'BLOCKED']),
      heldUntil: instant.nullable(),
    }),
  ),
})

const bookedSegment = z.object({
  flightId: id,
  flightNumber: z.string(),
  airlineName: z.string(),
  origin: station,
  destination: station,
  departsAt: instant,
  arrivesAt: instant,
  passengerName: z.string(),
  seat: z.string().nullable(),
  cabin: cabinClass,
})

const bookingSnapshot = z.object({
  bookingId: id,
  reference: z.string(),
  userId: id,
  contactEmail: z.string(),
  total: money,
  segments: z.array(bookedSegment),
})

const userSnapshot = z.object({
  userId: id,
  email: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  locale: z.string(),
  timeZone: z.string(),
  emailVerified: z.boolean().optional(),
})

/**
 * A token for a link in a mail. Topics keep events for days, so it is sealed (lib/seal.ts) with LINK_SECRET, about
 * `<event type> <user id>`.
 */
const mailedToken = z.object({ sealed: z.string().max(200), expiresAt: instant })

const flightStatus = z.enum([
  'SCHEDULED',
  'DELAYED',
  'BOARDING',
  'DEPARTED',
  'LANDED',
  'ARRIVED',
  'DIVERTED',
  'CANCELLED',
])

/** A flight's day of operation, as passengers need to hear of it; `departsAt` and `arrivesAt` stay as scheduled. */
const flightStatusChanged = z.object({
  flightId: id,
  /** As in the flight's snapshot */
  revision: z.number().int().nonnegative(),
  airlineName: z.string(),
  number: z.string(),
  origin: station,
  destination: station,
  departsAt: instant,
  arrivesAt: instant,
  previous: z.object({
    status: flightStatus,
    estimatedDeparture: instant.nullable(),
    /** Older producers leave it out. */
    estimatedArrival: instant.nullable().optional(),
    gate: z.string().nullable(),
    terminal: z.string().nullable(),
  }),
  status: flightStatus,
  estimatedDeparture: instant.nullable(),
  estimatedArrival: instant.nullable(),
  gate: z.string().nullable(),
  terminal: z.string().nullable(),
  /** For passengers to read */
  reason: z.string().nullable(),
})

const EVENTS = {
  'flight.published.v1': { topic: 'flight.v1', data: flightSnapshot },
  /** A flight on sale that has other fares, another layout or other times now. */
  'flight.changed.v1': {
    topic: 'flight.v1',
    data: flightSnapshot.extend({ previous: z.object({ departsAt: instant, arrivesAt: instant }) }),
  },
  'flight.status-changed.v1': { topic: 'flight.v1', data: flightStatusChanged },
  'seats.changed.v1': { topic: 'seat.v1', data: seatsChanged },
  /** An aircraft's seats, as they are drawn for good. */
  'layout.drawn.v1': {
    topic: 'flight.v1',
    data: z.object({ layoutId: id, layoutVersion: z.number().int().positive(), cabins: z.array(cabinLayout).min(1) }),
  },
  /** Of a flight: whether anybody holds or has bought a seat, and the cabins without a free one; as of a map's version. */
  'availability.changed.v1': {
    topic: 'availability.v1',
    data: z.object({
      flightId: id,
      version: z.number().int().positive(),
      sold: z.boolean(),
      soldOut: z.array(cabinClass),
    }),
  },
  /** Something of a booking is other than before, for those who watch it; what is in its history. */
  'booking.changed.v1': { topic: 'booking.v1', data: z.object({ bookingId: id, action: z.string() }) },
  /** A hold nobody has booked yet, whose time is almost over. */
  'hold.expiring.v1': {
    topic: 'booking.v1',
    data: z.object({
      holdId: id,
      userId: id,
      expiresAt: instant,
      seats: z
        .array(z.object({ flightNumber: z.string(), origin: station, destination: station, seat: z.string() }))
        .min(1),
    }),
  },
  'booking.created.v1': { topic: 'booking.v1', data: bookingSnapshot.extend({ payBy: instant }) },
  'booking.confirmed.v1': { topic: 'booking.v1', data: bookingSnapshot.extend({ ticketNumbers: z.array(z.string()) }) },
  'booking.cancelled.v1': {
    topic: 'booking.v1',
    /** `reason` where the airline cancelled a flight: its words, or null for none. */
    data: bookingSnapshot.extend({ fee: money, refund: money, reason: z.string().nullable().optional() }),
  },
  /** Another aircraft: who sits elsewhere on that flight now, and who has no seat and may have all money back. */
  'booking.reseated.v1': {
    topic: 'booking.v1',
    data: bookingSnapshot.extend({
      flightId: id,
      moves: z.array(z.object({ passengerName: z.string(), from: z.string(), to: z.string().nullable() })).min(1),
    }),
  },
  'booking.expired.v1': { topic: 'booking.v1', data: bookingSnapshot },
  /** Money came back outside a cancellation, such as a late capture for seats that were gone. */
  'booking.payment-refunded.v1': {
    topic: 'booking.v1',
    data: bookingSnapshot.extend({ refund: money, reason: z.string() }),
  },
  /** The token proves that mail to the address arrives; without one there is nothing to prove. */
  'user.created.v1': { topic: 'user.v1', data: userSnapshot.extend({ token: mailedToken.optional() }) },
  'user.updated.v1': { topic: 'user.v1', data: userSnapshot },
  'user.email-verification-requested.v1': { topic: 'user.v1', data: userSnapshot.extend({ token: mailedToken }) },
  'user.password-reset-requested.v1': { topic: 'user.v1', data: userSnapshot.extend({ token: mailedToken }) },
  'user.password-changed.v1': { topic: 'user.v1', data: userSnapshot },
  /** Somebody logged in from where nobody had used the account before. */
  'user.new-device-signed-in.v1': {
    topic: 'user.v1',
    data: userSnapshot.extend({
      /** What it says it is: "Firefox", "Android"; null where it says nothing we know */
      browser: z.string().nullable(),
      system: z.string().nullable(),
      /** An IPv4 address, or the network of an IPv6 one */
      address: z.string().nullable(),
    }),
  },
} as const

export type EventType = keyof typeof EVENTS
export type SkyEventData<T extends EventType> = z.infer<(typeof EVENTS)[T]['data']>
export type FlightSnapshot = z.infer<typeof flightSnapshot>
export type BookingSnapshot = z.infer<typeof bookingSnapshot>
export type FlightStatusChanged = z.infer<typeof flightStatusChanged>
export type UserSnapshot = z.infer<typeof userSnapshot>

interface Envelope<T extends EventType> {
  specversion: '1.0'
  /** Consumers know an event by it. */
  id: string
  source: string
  type: T
  /** The thing it tells of, which also orders it. */
  subject: string
  time: string
  datacontenttype: 'application/json'
  /** The trace in which it was written: CloudEvents' extension for distributed tracing */
  traceparent?: string
  data: SkyEventData<T>
}

export type SkyEvent = { [T in EventType]: Envelope<T> }[EventType]

const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(36),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: instant,
  datacontenttype: z.literal('application/json'),
  // Not worth an event: one that is malformed is no trace.
  traceparent: z.string().max(55).optional().catch(undefined),
  data: z.unknown(),
})

export const topicOf = (type: EventType): (typeof EVENTS)[EventType]['topic'] => EVENTS[type].topic

/** Whether this version of the software knows the type; a newer producer's events are passed over. */
export const isKnownType = (type: unknown): type is EventType => typeof type === 'string' && Object.hasOwn(EVENTS, type)

/** @throws ZodError where the event is not what its type says */
export function parseEvent(value: unknown): SkyEvent {
  const outer = envelope.parse(value)
  if (!isKnownType(outer.type)) throw new TypeError(`There is no event type ${outer.type}.`)
  return { ...outer, data: EVENTS[outer.type].data.parse(outer.data) } as SkyEvent
}
