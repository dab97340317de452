import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, inDays } from '../support/client.ts'
import { startSystem, type TestSystem } from '../support/system.ts'

let system: TestSystem
let token: string
let flightId: string
let seats: string[]

beforeAll(async () => {
  system = await startSystem()
  token = await system.newCustomer()
  const found = await system.gql(
    `query ($s: FlightSearch!) { searchFlights(search: $s, first: 1) { nodes { flights { id } } } }`,
    { s: { origin: 'DEL', destination: 'BOM', date: inDays(5), maxStops: 0 } },
  )
  flightId = found.data.searchFlights.nodes[0].flights[0].id
  seats = (await seatMap()).seats.filter((s) => s.status === 'AVAILABLE').map((s) => s.number)
})
afterAll(() => system?.stop())

interface MapView {
  version: number
  seats: Array<{ number: string; status: string }>
}

async function seatMap(): Promise<MapView> {
  const query = 'query ($id: ID!) { flight(id: $id) { seatMap { version seats { number status } } } }'
  return (await system.gql(query, { id: flightId })).data.flight.seatMap
}

const MUTATIONS = {
  holdSeats:
    'mutation ($i: HoldSeatsInput!) { holdSeats(input: $i) { __typename ... on Problem { code message path } ... on Hold { id } } }',
  createBooking:
    'mutation ($i: CreateBookingInput!) { createBooking(input: $i) { __typename ... on Problem { code message path } ... on Booking { id total { amount } } } }',
  payBooking:
    'mutation ($i: PayBookingInput!) { payBooking(input: $i) { __typename ... on Problem { code message path } } }',
  cancelBooking:
    'mutation ($i: CancelBookingInput!) { cancelBooking(input: $i) { __typename ... on Problem { code message path } } }',
  signUp: 'mutation ($i: SignUpInput!) { signUp(input: $i) { __typename ... on Problem { code message path } } }',
  logIn: 'mutation ($i: LogInInput!) { logIn(input: $i) { __typename ... on Problem { code message path } } }',
} as const

async function send(name: keyof typeof MUTATIONS, input: object, as = token) {
  const answer = await system.gql(MUTATIONS[name], { i: input }, as)
  expect(codeOf(answer), JSON.stringify(answer)).not.toBe('INTERNAL_SERVER_ERROR')
  const result = answer.data?.[name] as { __typename: string; code?: string; id?: string } | undefined
  return { kind: result?.__typename ?? codeOf(answer), result, answer }
}

const seat = (number: string, on = flightId) => ({ flightId: on, seat: number })
const key = () => randomUUID()

describe('holdSeats', () => {
  const cases: Array<[string, () => object, string]> = [
    ['no seats', () => ({ seats: [] }), 'InvalidInput'],
    ['50 seats', () => ({ seats: seats.slice(0, 50).map((s) => seat(s)) }), 'InvalidInput'],
    ['the same seat twice', () => ({ seats: [seat(seats[0] as string), seat(seats[0] as string)] }), 'InvalidInput'],
    ['neither seats nor best', () => ({}), 'InvalidInput'],
    ['a seat that is not there', () => ({ seats: [seat('99Z')] }), 'InvalidInput'],
    ['a seat that is SQL', () => ({ seats: [seat("1A' OR 1=1 --")] }), 'InvalidInput'],
    ['a flight that is not there', () => ({ seats: [seat('1A', randomUUID())] }), 'NotFound'],
    ['a flight that is no id', () => ({ seats: [seat('1A', '../../etc/passwd')] }), 'NotFound'],
    ['an empty key', () => ({ seats: [seat(seats[0] as string)], idempotencyKey: '' }), 'InvalidInput'],
    [
      'a key of 10,000 letters',
      () => ({ seats: [seat(seats[0] as string)], idempotencyKey: 'x'.repeat(10_000) }),
      'InvalidInput',
    ],
    [
      'a hold to replace that is not there',
      () => ({ seats: [seat(seats[0] as string)], replaces: randomUUID() }),
      'NotFound',
    ],
  ]
  test.each(cases)('%s changes nothing', async (_, input, kind) => {
    const before = await seatMap()
    expect((await send('holdSeats', { idempotencyKey: key(), ...input() })).kind).toBe(kind)
    expect(await seatMap()).toEqual(before)
  })
})

describe('a booking', () => {
  let holdId: string
  let held: string
  let bookingId: string
  const passenger = (over: object = {}) => ({
    givenName: 'Asha',
    familyName: 'Rao',
    bornOn: '1990-02-03',
    seats: [seat(held)],
    ...over,
  })
  const create = (over: object = {}) => ({ holdId, passengers: [passenger()], idempotencyKey: key(), ...over })

  beforeAll(async () => {
    held = seats[12] as string
    const { result } = await send('holdSeats', { seats: [seat(held)], idempotencyKey: key() })
    holdId = result?.id as string
    expect(holdId).toBeTypeOf('string')
  })

  test.each<[string, () => object, string]>([
    ['a hold that is not there', () => create({ holdId: randomUUID() }), 'NotFound'],
    ['a hold that is no id', () => create({ holdId: '%00' }), 'NotFound'],
    ['nobody', () => create({ passengers: [] }), 'InvalidInput'],
    ['two on one seat', () => create({ passengers: [passenger(), passenger()] }), 'InvalidInput'],
    [
      'a seat of nobody’s hold',
      () => create({ passengers: [passenger({ seats: [seat(seats[20] as string)] })] }),
      'InvalidInput',
    ],
    [
      'a name of control characters',
      () => create({ passengers: [passenger({ givenName: 'A\r\nBcc: x' })] }),
      'InvalidInput',
    ],
    [
      'a name of 10,000 letters',
      () => create({ passengers: [passenger({ familyName: 'x'.repeat(10_000) })] }),
      'InvalidInput',
    ],
    ['a birth in the future', () => create({ passengers: [passenger({ bornOn: inDays(400) })] }), 'InvalidInput'],
    ['a birth on 30 February', () => create({ passengers: [passenger({ bornOn: '1990-02-30' })] }), 'InvalidInput'],
    ['an address with a header in it', () => create({ contactEmail: 'a@b.test\r\nBcc: c@d.test' }), 'InvalidInput'],
    ['a discount that is not there', () => create({ discountCode: 'FREE' }), 'DiscountInvalid'],
    ['an empty key', () => create({ idempotencyKey: '' }), 'InvalidInput'],
  ])('for %s is refused', async (_, input, kind) => {
    expect((await send('createBooking', input())).kind).toBe(kind)
  })

  test('is not another’s to make, pay, cancel or see', async () => {
    const stranger = await system.newCustomer()
    expect((await send('createBooking', create(), stranger)).kind).toBe('NotFound')
    const made = await send('createBooking', create())
    expect(made.kind, JSON.stringify(made.answer)).toBe('Booking')
    bookingId = made.result?.id as string
    const pay = { bookingId, paymentToken: 'tok_ok', expectedTotal: '1.00', idempotencyKey: key() }
    expect((await send('payBooking', pay, stranger)).kind).toBe('NotFound')
    const cancel = { bookingId, expectedRefund: '0.00', idempotencyKey: key() }
    expect((await send('cancelBooking', cancel, stranger)).kind).toBe('NotFound')
    const seen = await system.gql(
      'query ($id: ID!) { booking(id: $id) { id } cancellationQuote(bookingId: $id) { fee { amount } } }',
      { id: bookingId },
      stranger,
    )
    expect(seen.data).toEqual({ booking: null, cancellationQuote: null })
  })

  test.each<[string, object, string]>([
    ['a price nobody showed', { expectedTotal: '0.01' }, 'PriceChanged'],
    ['a price that is no number', { expectedTotal: 'NaN' }, 'InvalidInput'],
    ['no token', { paymentToken: '' }, 'InvalidInput'],
    ['a return address that is a script', { returnUrl: 'javascript:alert(1)' }, 'InvalidInput'],
    ['a booking that is not there', { bookingId: randomUUID() }, 'NotFound'],
    ['an empty key', { idempotencyKey: '' }, 'InvalidInput'],
  ])('is not paid with %s', async (_, over, kind) => {
    const input = { bookingId, paymentToken: 'tok_ok', expectedTotal: '1.00', idempotencyKey: key(), ...over }
    expect((await send('payBooking', input)).kind).toBe(kind)
  })

  test.each<[string, object, string]>([
    ['a refund nobody promised', { expectedRefund: '99.00' }, 'PriceChanged'],
    ['a refund that is no number', { expectedRefund: '1e9' }, 'InvalidInput'],
    ['a booking that is not there', { bookingId: randomUUID() }, 'NotFound'],
    ['an empty key', { idempotencyKey: '' }, 'InvalidInput'],
  ])('is not cancelled for %s', async (_, over, kind) => {
    expect(
      (await send('cancelBooking', { bookingId, expectedRefund: '0.00', idempotencyKey: key(), ...over })).kind,
    ).toBe(kind)
  })

  test('after all that still waits for its payment', async () => {
    const seen = await system.gql(
      'query ($id: ID!) { booking(id: $id) { status payments { id } availableActions } }',
      { id: bookingId },
      token,
    )
    expect(seen.data.booking).toEqual({
      status: 'PENDING_PAYMENT',
      payments: [],
      availableActions: ['PAY', 'APPLY_DISCOUNT', 'CHANGE_SEAT', 'CORRECT_NAME', 'CANCEL'],
    })
  })
})

describe('accounts', () => {
  const someone = { password: 'correct horse battery', name: 'Asha Rao' }
  test.each<[string, object, string]>([
    ['an address that is none', { ...someone, email: 'nobody' }, 'InvalidInput'],
    ['an address with a header in it', { ...someone, email: 'a@b.test\r\nBcc: c@d.test' }, 'InvalidInput'],
    ['a short password', { email: 'short@example.test', name: 'A', password: 'x' }, 'InvalidInput'],
    [
      'a password of a megabyte',
      { email: 'long@example.test', name: 'A', password: 'x'.repeat(500_000) },
      'InvalidInput',
    ],
    ['no name', { email: 'noname@example.test', name: ' ', password: 'correct horse battery' }, 'InvalidInput'],
  ])('are not made for %s', async (_, input, kind) => {
    expect((await send('signUp', input)).kind).toBe(kind)
  })

  test('a log-in with a null byte is refused', async () => {
    expect((await send('logIn', { email: 'a\u0000@b.test', password: '\u0000' })).kind).toBe('InvalidCredentials')
  })
})

describe('a request', () => {
  test('with a malformed token is refused whole', async () => {
    for (const bad of ['x', 'a.b.c', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.']) {
      const answer = await system.gql('{ airlines { code } }', {}, bad)
      expect([answer.status, codeOf(answer), answer.data ?? null]).toEqual([401, 'UNAUTHENTICATED', null])
    }
  })

  test('of 5 MB is too large', async () => {
    const body = JSON.stringify({ query: '{ me { id } }', variables: { x: 'x'.repeat(5_000_000) } })
    const response = await fetch(`${system.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(response.status).toBe(413)
    expect((await response.json()) as object).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] })
  })

  test('with 1,000 aliases is refused', async () => {
    const answer = await system.gql(
      `{ ${Array.from({ length: 1000 }, (_, n) => `a${n}: airlines { code }`).join(' ')} }`,
    )
    expect(answer.errors?.length).toBeGreaterThan(0)
    expect(answer.data ?? null).toBeNull()
    expect(codeOf(answer)).not.toBe('INTERNAL_SERVER_ERROR')
  })

  test('for a search that makes no sense is an error of the caller', async () => {
    const query = 'query ($s: FlightSearch!) { searchFlights(search: $s) { totalCount } }'
    const good = { origin: 'DEL', destination: 'BOM', date: inDays(5) }
    for (const over of [
      { origin: 'XXX' },
      { date: '2026-02-30' },
      { date: 'tomorrow' },
      { passengers: 0 },
      { passengers: 1000 },
      { maxStops: 9 },
      { flexDays: -1 },
      { departAfter: '25:00' },
      { maxPrice: 'cheap' },
    ]) {
      const answer = await system.gql(query, { s: { ...good, ...over } })
      expect([over, codeOf(answer)]).toEqual([over, 'BAD_USER_INPUT'])
    }
  })
})
