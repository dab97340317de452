import type { BookingSnapshot, SkyEventData } from '#schema/events.ts'
import { formatDay, formatMoment, formatPrice, formatTime } from '../language/format.ts'
import { flightsOf, journeyOf } from './itinerary.ts'
import { type Block, type Said, say } from './letter.ts'
import { oneLine } from './plain-text.ts'
import { type Reader, type Voice, voiceOf } from './voice.ts'

type Created = SkyEventData<'booking.created.v1'>
type Confirmed = SkyEventData<'booking.confirmed.v1'>
type Cancelled = SkyEventData<'booking.cancelled.v1'>
type Reseated = SkyEventData<'booking.reseated.v1'>
type Refunded = SkyEventData<'booking.payment-refunded.v1'>

export function created(data: Created, reader: Reader): Said {
  const { voice, reference, journey, text } = wordsFor(data, reader)
  const short = text('createdText', {
    reference,
    total: formatPrice(data.total, voice),
    deadline: formatMoment(data.payBy, voice),
  })
  return say(voice, {
    short,
    subject: text('createdSubject', { reference, journey }),
    headline: text('createdHeadline', { reference }),
    blocks: [{ kind: 'paragraph', text: short }, flights(data, voice), open(data, reader, text('payNow'))],
  })
}

/** That the time of a hold is almost over; said inside the application alone. */
export function holdEnds({ expiresAt, seats }: SkyEventData<'hold.expiring.v1'>, { contact }: Reader): Said {
  const voice = voiceOf(contact)
  const time = formatTime(expiresAt, voice)
  const flights = seats.map(
    ({ flightNumber, origin, destination }) =>
      `${oneLine(flightNumber, 12)} ${oneLine(origin.airportCode, 4)} → ${oneLine(destination.airportCode, 4)}`,
  )
  const short = voice.text('holdEndsText', {
    seats: seats.map(({ seat }) => oneLine(seat, 4)).join(', '),
    flights: [...new Set(flights)].join(', '),
    time,
  })
  const subject = voice.text('holdEndsSubject', { time })
  return say(voice, { short, subject, headline: subject, blocks: [{ kind: 'paragraph', text: short }] })
}

/** That the time to pay is almost over. */
export function reminder(data: Created, reader: Reader): Said {
  const { voice, reference, journey, text } = wordsFor(data, reader)
  const time = formatTime(data.payBy, voice)
  const short = text('reminderText', {
    reference,
    total: formatPrice(data.total, voice),
    deadline: formatMoment(data.payBy, voice),
  })
  return say(voice, {
    short,
    subject: text('reminderSubject', { reference, time, journey }),
    headline: text('reminderHeadline', { reference, time }),
    blocks: [{ kind: 'paragraph', text: short }, open(data, reader, text('payNow')), flights(data, voice)],
  })
}

export function confirmed(data: Confirmed, reader: Reader): Said {
  const { voice, reference, journey, text } = wordsFor(data, reader)
  const tickets = data.ticketNumbers.map((number) => oneLine(number, 20))
  return say(voice, {
    short: text('confirmedShort', { reference, journey }),
    subject: text('confirmedSubject', { reference, journey }),
    preheader: text('confirmedText'),
    headline: text('confirmedHeadline', { reference }),
    blocks: [
      { kind: 'paragraph', text: text('confirmedText') },
      flights(data, voice),
      {
        kind: 'facts',
        facts: [
          [text('labelBooking'), reference],
          [text('labelTickets'), tickets.join(', ')],
          [text('labelPaid'), formatPrice(data.total, voice)],
        ],
      },
      open(data, reader),
    ],
  })
}

export function cancelled(data: Cancelled, reader: Reader): Said {
  const { voice, reference, journey, text } = wordsFor(data, reader)
  const [fee, refund] = [formatPrice(data.fee, voice), formatPrice(data.refund, voice)]
  const consequence = data.refund.amountMinor > 0 ? text('paidBack', { refund }) : text('nothingPaidBack')
  // What was flown is kept.
  const byAirline = data.fee.amountMinor > 0 ? 'cancelledOnTheWay' : 'cancelledByAirline'
  return say(voice, {
    short: text('cancelledShort', { reference, consequence }),
    subject: text('cancelledSubject', { reference, journey }),
    preheader: consequence,
    headline: text('cancelledHeadline', { reference }),
    blocks: [
      ...(data.reason === undefined ? [] : [{ kind: 'paragraph' as const, text: text(byAirline) }]),
      { kind: 'paragraph', text: consequence },
      {
        kind: 'facts',
        facts: [
          [text('labelFee'), fee],
          [text('labelRefund'), refund],
          ...(data.reason ? [[text('labelReason'), oneLine(data.reason, 200)] as [string, string]] : []),
        ],
      },
      flights(data, voice),
      open(data, reader),
    ],
  })
}

/** Another aircraft flies, and seats are others or gone. */
export function reseated(data: Reseated, reader: Reader): Said {
  const { voice, reference, text } = wordsFor(data, reader)
  const flown = data.segments.find(({ flightId }) => flightId === data.flightId)
  if (!flown) throw new TypeError(`Booking ${data.bookingId} has no flight ${data.flightId}.`)
  const flight = oneLine(flown.flightNumber, 12)
  const date = formatDay(flown.departsAt, { locale: voice.locale, timeZone: flown.origin.timeZone })
  const moves = data.moves.map(({ passengerName, from, to }): [string, string] => [
    oneLine(passengerName, 120),
    `${oneLine(from, 4)} → ${to === null ? text('noSeat') : oneLine(to, 4)}`,
  ])
  const short = text('reseatedText', { flight, date, seats: moves.map(([, move]) => move).join(', ') })
  const without = data.moves.some(({ to }) => to === null)
  return say(voice, {
    short: without ? `${short} ${text('reseatedWithout')}` : short,
    subject: text('reseatedSubject', { reference, flight }),
    headline: text('reseatedHeadline', { flight }),
    blocks: [
      { kind: 'paragraph', text: short },
      { kind: 'facts', facts: moves },
      ...(without ? [{ kind: 'paragraph' as const, text: text('reseatedWithout') }] : []),
      open(data, reader),
    ],
  })
}

export function expired(data: BookingSnapshot, reader: Reader): Said {
  const { voice, reference, journey, text } = wordsFor(data, reader)
  return say(voice, {
    short: text('expiredShort', { reference }),
    subject: text('expiredSubject', { reference, journey }),
    preheader: text('expiredText'),
    headline: text('expiredHeadline', { reference }),
    blocks: [{ kind: 'paragraph', text: text('expiredText') }, flights(data, voice), open(data, reader)],
  })
}

export function refunded(data: Refunded, reader: Reader): Said {
  const { voice, reference, journey, text } = wordsFor(data, reader)
  const refund = formatPrice(data.refund, voice)
  return say(voice, {
    short: text('refundShort', { reference, refund }),
    subject: text('refundSubject', { reference, journey }),
    headline: text('refundHeadline', { reference }),
    blocks: [
      { kind: 'paragraph', text: text('paidBack', { refund }) },
      {
        kind: 'facts',
        facts: [
          [text('labelRefund'), refund],
          [text('labelReason'), oneLine(data.reason, 200)],
        ],
      },
      open(data, reader),
    ],
  })
}

function wordsFor(data: BookingSnapshot, { contact }: Reader) {
  const voice = voiceOf(contact)
  return { voice, reference: referenceOf(data), journey: journeyOf(data, voice), text: voice.text }
}

export const referenceOf = (data: { reference: string }): string => oneLine(data.reference, 16)

const flights = (data: BookingSnapshot, voice: Voice): Block => ({ kind: 'flights', flights: flightsOf(data, voice) })

/** The way to the booking in the web front end. */
export function open(
  { bookingId }: { bookingId: string },
  { contact, publicUrl }: Reader,
  label = voiceOf(contact).text('openBooking'),
): Block {
  const url = new URL(publicUrl)
  url.searchParams.set('booking', bookingId)
  return { kind: 'link', label, url: url.href }
}
