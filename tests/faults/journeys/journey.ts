import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Viewer } from '#lib/identity.ts'
import { askPatiently, type Booths, GaveUp, pressPatiently } from './patient-client.ts'
import { oneOf, type Random, weighted } from './random.ts'

export interface Stock {
  flightId: string
  seats: readonly string[]
}

export interface JourneyOptions {
  booths: Booths
  viewer: Viewer
  stock: readonly Stock[]
  random: Random
  /** The longest pause between two steps */
  thinkMs: number
}

const PAYMENTS = {
  tok_ok: 6,
  tok_declined: 4,
  tok_challenge: 4,
  tok_timeout: 3,
  tok_slow: 3,
} as const

const SEAT_TRIES = 5

const HOLD = `mutation ($i: HoldSeatsInput!) { holdSeats(input: $i) { __typename ... on Hold { id } ... on Problem { code } } }`
const RELEASE = 'mutation ($id: ID!) { releaseHold(holdId: $id) }'
const PAID = 'id status total { amount } payments { status actionUrl }'
const BOOK = `mutation ($i: CreateBookingInput!) { createBooking(input: $i) { __typename ... on Booking { ${PAID} }
  ... on Problem { code } } }`
const PAY = `mutation ($i: PayBookingInput!) { payBooking(input: $i) { __typename ... on Booking { ${PAID} }
  ... on Problem { code } } }`
const SEE = `query ($id: ID!) { booking(id: $id) { ${PAID} } }`
const QUOTE = 'query ($id: ID!) { cancellationQuote(bookingId: $id) { refund { amount } } }'
const CANCEL = `mutation ($i: CancelBookingInput!) { cancelBooking(input: $i) { __typename ... on Problem { code } } }`

interface Booking {
  id: string
  status: string
  total: { amount: string }
  payments: Array<{ status: string; actionUrl: string | null }>
}

/** What a journey came to: for the test's own figures, the invariants are looked at in the data. */
export type End = string

/** One traveller's way from hold to payment or wherever it ends, with the keys and the patience of a real client. */
export async function travel({ booths, viewer, stock, random, thinkMs }: JourneyOptions): Promise<End> {
  const ask = (query: string, variables: object) => askPatiently(booths, { viewer, random }, { query, variables })
  const think = () => sleep(random() * thinkMs)
  try {
    const held = await hold({ ask, stock, random })
    if (typeof held === 'string') return held
    await think()
    if (random() < 0.15) return 'left after the hold'
    if (random() < 0.07) {
      await ask(RELEASE, { id: held.id })
      return 'released'
    }
    const booked = await book(ask, held)
    if (typeof booked === 'string') return booked
    await think()
    if (random() < 0.15) return 'left after booking'
    const cancels = random() < 0.12
    if (random() < 0.04) return await cancel(ask, booked.id)
    const end = await pay({ ask, random, think }, booked)
    if (end !== 'CONFIRMED' || !cancels) return end
    await think()
    return await cancel(ask, booked.id)
  } catch (error) {
    if (error instanceof GaveUp) return `gave up: ${error.message}`
    throw error
  }
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the query asked for.
type Ask = (query: string, variables: object) => Promise<any>

interface Held {
  id: string
  seats: Array<{ flightId: string; seat: string }>
}

/** Other seats where these are taken. */
async function hold({
  ask,
  stock,
  random,
}: { ask: Ask } & Pick<JourneyOptions, 'stock' | 'random'>): Promise<Held | End> {
  for (let tries = 0; tries < SEAT_TRIES; tries++) {
    const { flightId, seats } = oneOf(random, stock)
    const first = Math.floor(random() * seats.length)
    const wanted = [...new Set([seats[first], random() < 0.2 ? seats[first + 1] : undefined])]
    const refs = wanted.flatMap((seat) => (seat === undefined ? [] : [{ flightId, seat }]))
    const { holdSeats } = await ask(HOLD, { i: { seats: refs, idempotencyKey: randomUUID() } })
    if (holdSeats.__typename === 'Hold') return { id: holdSeats.id, seats: refs }
    if (holdSeats.__typename !== 'SeatsUnavailable') return `hold: ${holdSeats.code}`
  }
  return 'found no seat'
}

async function book(ask: Ask, { id, seats }: Held): Promise<Booking | End> {
  const passengers = seats.map((seat, n) => ({
    givenName: `Asha ${n}`,
    familyName: 'Rao',
    bornOn: '1990-02-03',
    seats: [seat],
  }))
  const { createBooking } = await ask(BOOK, { i: { holdId: id, passengers, idempotencyKey: randomUUID() } })
  return createBooking.__typename === 'Booking' ? createBooking : `book: ${createBooking.code}`
}

async function pay(
  { ask, random, think }: { ask: Ask; random: Random; think(): Promise<void> },
  booking: Booking,
): Promise<End> {
  const paymentToken = weighted(random, PAYMENTS)
  const payWith = (token: string) => ({
    i: {
      bookingId: booking.id,
      paymentToken: token,
      expectedTotal: booking.total.amount,
      idempotencyKey: randomUUID(),
    },
  })
  const input = payWith(paymentToken)
  const { payBooking } = await ask(PAY, input)
  if (payBooking.__typename === 'PaymentDeclined') {
    if (random() < 0.5) return 'declined'
    await think()
    const again = await ask(PAY, payWith('tok_ok'))
    return again.payBooking.status ?? `pay again: ${again.payBooking.code}`
  }
  if (payBooking.__typename !== 'Booking') return `pay: ${payBooking.code}`
  const actionUrl = (payBooking as Booking).payments.at(-1)?.actionUrl
  if (!actionUrl) return (await ask(SEE, { id: booking.id })).booking.status
  if (random() < 0.25) return 'left the challenge'
  await think()
  await pressPatiently(actionUrl, random() < 0.7 ? 'approve' : 'decline')
  // Back from the bank the page asks again, with the key it had.
  const back = await ask(PAY, input)
  return back.payBooking.status ?? `after the challenge: ${back.payBooking.code}`
}

async function cancel(ask: Ask, id: string): Promise<End> {
  const { cancellationQuote } = await ask(QUOTE, { id })
  if (!cancellationQuote) return 'not to be cancelled'
  const input = { bookingId: id, expectedRefund: cancellationQuote.refund.amount, idempotencyKey: randomUUID() }
  const { cancelBooking } = await ask(CANCEL, { i: input })
  return cancelBooking.__typename === 'Booking' ? 'cancelled' : `cancel: ${cancelBooking.code}`
}
