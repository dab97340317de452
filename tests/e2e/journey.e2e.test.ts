import { randomUUID } from 'node:crypto'
import { createClient } from 'graphql-ws'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Answer, inDays } from '../support/client.ts'
import { kafkaBrokers } from '../support/kafka.ts'
import { startSystem, type TestSystem } from '../support/system.ts'
import { until } from '../support/wait.ts'

const BOOKING = `id reference status total { amount currency } balance { amount } priceLines { kind amount { amount } }
  payments { status } refunds { status amount { amount } } tickets { number pdfUrl } invoice { number } history { action } availableActions`

let system: TestSystem
let email: string
let token: string

beforeAll(async () => {
  system = await startSystem({ KAFKA_BROKERS: await kafkaBrokers() })
  email = `${randomUUID()}@example.test`
  const input = { email, password: 'correct horse battery', name: 'Asha Rao' }
  const signedUp = await ask('mutation ($i: SignUpInput!) { signUp(input: $i) { ... on Session { accessToken } } }', {
    i: input,
  })
  token = signedUp.signUp.accessToken
})
afterAll(() => system?.stop())

async function ask(query: string, variables: object = {}): Promise<NonNullable<Answer['data']>> {
  const answer = await system.gql(query, variables as Record<string, unknown>, token)
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined()
  return answer.data
}

/** All events of a subscription so far; it ends with the test file. */
function watch<T>(query: string, variables: Record<string, unknown>): T[] {
  const seen: T[] = []
  const client = createClient({
    url: `${system.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  })
  client.subscribe<T>(
    { query, variables },
    { next: ({ data }) => data && seen.push(data), error: () => {}, complete: () => {} },
  )
  return seen
}

interface MapEvent {
  seatMapChanged: {
    version: number
    full: boolean
    seats: Array<{ number: string; status: string }>
    flight: { number: string }
  }
}

/** Over a real Kafka broker; the acceptance checks go the same way over the embedded bus. */
describe('a traveller', () => {
  let flightId: string
  let seat: string
  let map: MapEvent[]
  let changes: Array<{ bookingChanged: { status: string } }>
  let booking: { id: string; reference: string; total: { amount: string } }
  const statusOfSeat = () => map.flatMap((e) => e.seatMapChanged.seats).findLast((s) => s.number === seat)?.status

  test('finds a flight and watches its seats', async () => {
    const found = await ask(
      'query ($s: FlightSearch!) { searchFlights(search: $s) { nodes { flights { id number } } } }',
      {
        s: { origin: 'DEL', destination: 'BOM', date: inDays(6), maxStops: 0 },
      },
    )
    flightId = found.searchFlights.nodes[0].flights[0].id
    map = watch<MapEvent>(
      'subscription ($id: ID!) { seatMapChanged(flightId: $id) { version full seats { number status } flight { number } } }',
      { id: flightId },
    )
    const [first] = await until(() => map.length > 0 && map)
    expect(first?.seatMapChanged).toMatchObject({
      full: true,
      flight: { number: found.searchFlights.nodes[0].flights[0].number },
    })
    seat = first?.seatMapChanged.seats.find((s) => s.status === 'AVAILABLE' && Number.parseInt(s.number, 10) > 10)
      ?.number as string
  })

  test('holds a seat, and all who watch see it', async () => {
    const held = await ask(
      'mutation ($i: HoldSeatsInput!) { holdSeats(input: $i) { ... on Hold { id seats { seat { status heldByMe } } } } }',
      {
        i: { seats: [{ flightId, seat }], idempotencyKey: randomUUID() },
      },
    )
    expect(held.holdSeats.seats).toEqual([{ seat: { status: 'HELD', heldByMe: true } }])
    await until(() => statusOfSeat() === 'HELD')
    const passenger = { givenName: 'Āśā', familyName: '王', bornOn: '1990-02-03', seats: [{ flightId, seat }] }
    const made = await ask(
      `mutation ($i: CreateBookingInput!) { createBooking(input: $i) { ... on Booking { ${BOOKING} } } }`,
      {
        i: { holdId: held.holdSeats.id, passengers: [passenger], discountCode: 'fly100', idempotencyKey: randomUUID() },
      },
    )
    booking = made.createBooking
    expect(made.createBooking).toMatchObject({
      status: 'PENDING_PAYMENT',
      availableActions: ['PAY', 'CHANGE_SEAT', 'CORRECT_NAME', 'CANCEL'],
    })
    expect(made.createBooking.priceLines.at(-1)).toEqual({ kind: 'DISCOUNT', amount: { amount: '-100.00' } })
    changes = watch(
      'subscription ($id: ID!) { bookingChanged(id: $id) { status payments { status } balance { amount } } }',
      { id: booking.id },
    )
    await until(() => changes.length > 0)
  })

  test('pays, and has a ticket and an invoice', async () => {
    const { payBooking } = await ask('mutation ($i: PayBookingInput!) { payBooking(input: $i) { __typename } }', {
      i: {
        bookingId: booking.id,
        paymentToken: 'tok_ok',
        expectedTotal: booking.total.amount,
        idempotencyKey: randomUUID(),
      },
    })
    expect(payBooking.__typename).toBe('Booking')
    const read = async () =>
      (await ask(`query ($id: ID!) { booking(id: $id) { ${BOOKING} } }`, { id: booking.id })).booking
    const paid = await until(async () => {
      const now = await read()
      return now.invoice !== null && now
    })
    expect(paid).toMatchObject({ status: 'CONFIRMED', balance: { amount: '0.00' }, payments: [{ status: 'CAPTURED' }] })
    const pdf = await fetch(paid.tickets[0].pdfUrl)
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    await until(() => statusOfSeat() === 'BOOKED')
    await until(() => changes.some((e) => e.bookingChanged.status === 'CONFIRMED'))
    expect(changes.at(-1)?.bookingChanged).toMatchObject({
      payments: [{ status: 'CAPTURED' }],
      balance: { amount: '0.00' },
    })
  })

  test('gets the ticket by mail', async () => {
    const confirmation = await until(
      async () => {
        const list = await fetch(`${system.url}/mailbox/messages.json?to=${encodeURIComponent(email)}`)
        const mails = (await list.json()) as Array<{ id: string; subject: string }>
        return mails.find((m) => m.subject.includes(booking.reference))
      },
      { timeoutMs: 30_000, everyMs: 200 },
    )
    const raw = await fetch(`${system.url}/mailbox/${confirmation.id}/raw`)
    const mail = await PostalMime.parse(await raw.text())
    expect(mail.to?.map((t) => t.address)).toEqual([email])
    expect(mail.attachments.map((a) => a.mimeType)).toContain('application/pdf')
    expect(mail.html).toContain(seat)
  })

  test('cancels, and gets the money of the quote back', async () => {
    const { cancellationQuote } = await ask(
      'query ($id: ID!) { cancellationQuote(bookingId: $id) { refund { amount } fee { amount } } }',
      { id: booking.id },
    )
    await ask('mutation ($i: CancelBookingInput!) { cancelBooking(input: $i) { ... on Booking { status } } }', {
      i: { bookingId: booking.id, expectedRefund: cancellationQuote.refund.amount, idempotencyKey: randomUUID() },
    })
    await until(() => statusOfSeat() === 'AVAILABLE')
    const ended = await until(async () => {
      const now = (await ask(`query ($id: ID!) { booking(id: $id) { ${BOOKING} } }`, { id: booking.id })).booking
      return now.refunds[0]?.status === 'SUCCEEDED' && now
    })
    expect(ended).toMatchObject({
      status: 'CANCELLED',
      total: { amount: cancellationQuote.fee.amount },
      balance: { amount: '0.00' },
      refunds: [{ amount: { amount: cancellationQuote.refund.amount } }],
      priceLines: [{ kind: 'FEE' }],
      availableActions: [],
    })
    await until(() => changes.at(-1)?.bookingChanged.status === 'CANCELLED')
  })

  test('saw every version of the map once, in order', () => {
    const versions = map.map((e) => e.seatMapChanged.version)
    expect(versions).toEqual(versions.map((_, n) => (versions[0] as number) + n))
  })
})
