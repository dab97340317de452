import { formatAmount, fractionDigits, type Money } from '#lib/money.ts'
import type { SkyEventData } from '#schema/events.ts'
import { type Contact, DEFAULT_TIME_ZONE } from '../contacts/contact.ts'
import { greeting } from './greeting.ts'
import { flightsOf, journeyOf } from './itinerary.ts'
import type { Block, Letter } from './letter.ts'
import { oneLine } from './plain-text.ts'

/** Who reads, and where the links of a letter lead. */
export interface Reader {
  contact: Contact | undefined
  publicUrl: string
}

/** A letter, and what the same says in one or two sentences inside the application. */
export interface Said {
  letter: Letter
  short: string
}

type Confirmed = SkyEventData<'booking.confirmed.v1'>
type Cancelled = SkyEventData<'booking.cancelled.v1'>
type Refunded = SkyEventData<'booking.payment-refunded.v1'>
type Created = SkyEventData<'booking.created.v1'>
type Snapshot = SkyEventData<'booking.expired.v1'>

export function created(data: Created, reader: Reader): Said {
  const until = readersTime(data.payBy, reader.contact)
  const short = `Booking ${reference(data)} waits for your payment of ${price(data.total)} until ${until}.`
  return {
    short,
    letter: letter(data, reader, {
      what: 'waits for payment',
      headline: `Booking ${reference(data)} waits for payment`,
      blocks: [{ kind: 'paragraph', text: short }, flights(data)],
    }),
  }
}

export function confirmed(data: Confirmed, reader: Reader): Said {
  const tickets = data.ticketNumbers.map((number) => oneLine(number, 20))
  const attached = tickets.length === 1 ? 'Your ticket is attached.' : 'Your tickets are attached.'
  return {
    short: `Booking ${reference(data)} is confirmed: ${journeyOf(data)}. ${attached.replace('attached', 'in your mail')}`,
    letter: letter(data, reader, {
      what: 'confirmed',
      headline: `Booking ${reference(data)} is confirmed`,
      blocks: [
        { kind: 'paragraph', text: attached },
        flights(data),
        {
          kind: 'facts',
          facts: [
            ['Booking', reference(data)],
            [tickets.length === 1 ? 'Ticket' : 'Tickets', tickets.join(', ')],
            ['Paid', price(data.total)],
          ],
        },
      ],
    }),
  }
}

export function cancelled(data: Cancelled, reader: Reader): Said {
  const { fee, refund } = data
  const back =
    refund.amountMinor > 0
      ? `We pay ${price(refund)} back to the card you paid with; your bank may take some days to show it.`
      : 'By the rules of the fare nothing is paid back.'
  return {
    short: `Booking ${reference(data)} is cancelled. ${back}`,
    letter: letter(data, reader, {
      what: 'cancelled',
      headline: `Booking ${reference(data)} is cancelled`,
      blocks: [
        { kind: 'paragraph', text: back },
        { kind: 'facts', facts: [...facts('Fee', fee), ...facts('Refund', refund)] },
        flights(data),
      ],
    }),
  }
}

export function expired(data: Snapshot, reader: Reader): Said {
  const text = 'It was not paid in time, so its seats are free again. You may of course book anew.'
  return {
    short: `Booking ${reference(data)} has expired. ${text}`,
    letter: letter(data, reader, {
      what: 'expired',
      headline: `Booking ${reference(data)} has expired`,
      blocks: [{ kind: 'paragraph', text }, flights(data)],
    }),
  }
}

export function refunded(data: Refunded, reader: Reader): Said {
  const text = `We pay ${price(data.refund)} back to the card you paid with; your bank may take some days to show it.`
  return {
    short: `Refund for booking ${reference(data)}: ${text}`,
    letter: letter(data, reader, {
      what: 'refund',
      headline: `A refund for booking ${reference(data)}`,
      blocks: [
        { kind: 'paragraph', text },
        { kind: 'facts', facts: [...facts('Refund', data.refund), ['Reason', oneLine(data.reason, 200)]] },
      ],
    }),
  }
}

const reference = (data: Snapshot) => oneLine(data.reference, 16)
const flights = (data: Snapshot): Block => ({ kind: 'flights', flights: flightsOf(data) })
const facts = (label: string, money: Money): Array<[string, string]> => [[label, price(money)]]

function letter(
  data: Snapshot,
  { contact, publicUrl }: Reader,
  { what, headline, blocks }: { what: string; headline: string; blocks: Block[] },
): Letter {
  return {
    subject: oneLine(`Booking ${reference(data)} ${what}: ${journeyOf(data)}`, 150),
    greeting: greeting(contact),
    headline,
    blocks: [...blocks, { kind: 'link', label: 'Your bookings', url: publicUrl }],
  }
}

/** "INR 12,550.00": the amount is handed over as a decimal string, so nothing is rounded. */
function price(money: Money): string {
  const digits = fractionDigits(money.currency)
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${money.currency} ${format.format(formatAmount(money) as Intl.StringNumericLiteral)}`
}

function readersTime(at: string, contact: Contact | undefined): string {
  const zone = contact?.timeZone ?? DEFAULT_TIME_ZONE
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime()
  return `${local.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })} (${zone})`
}
