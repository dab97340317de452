import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inDays } from '../support/client.ts'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts'
import { startSystem, type TestSystem } from '../support/system.ts'
import { until } from '../support/wait.ts'

const SERVER = 2

let collector: OtlpReceiver
let system: TestSystem
let token: string

beforeAll(async () => {
  collector = await startOtlpReceiver()
  system = await startSystem({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  })
  token = await system.newCustomer()
})
afterAll(async () => {
  await system?.stop()
  await collector?.stop()
})

async function ask(query: string, variables: Record<string, unknown>) {
  const { data, errors } = await system.gql(query, variables, token)
  expect(errors, JSON.stringify(errors)).toBeUndefined()
  return data
}

/** The trace of an operation of the gateway, as far as it has come. */
function traceOf(operation: string): ReceivedSpan[] {
  const root = collector.spans().find(({ kind, name }) => kind === SERVER && name === operation)
  return root ? collector.spans().filter(({ traceId }) => traceId === root.traceId) : []
}

/** Those whose parent has not come. */
function lostIn(trace: ReceivedSpan[]): ReceivedSpan[] {
  const ids = new Set(['', ...trace.map(({ spanId }) => spanId)])
  return trace.filter(({ parentSpanId }) => !ids.has(parentSpanId))
}

async function bookSeat(): Promise<{ id: string; total: { amount: string } }> {
  const found = await ask(
    `query ($s: FlightSearch!) { searchFlights(search: $s) { nodes { flights { id seatMap { seats { number status } } } } } }`,
    { s: { origin: 'DEL', destination: 'BOM', date: inDays(6), maxStops: 0 } },
  )
  const [flight] = found.searchFlights.nodes[0].flights
  const free = flight.seatMap.seats.find(({ status }: { status: string }) => status === 'AVAILABLE')
  const seats = [{ flightId: flight.id, seat: free.number }]
  const { holdSeats } = await ask(
    'mutation Hold($i: HoldSeatsInput!) { holdSeats(input: $i) { ... on Hold { id } } }',
    { i: { seats, idempotencyKey: randomUUID() } },
  )
  const passengers = [{ givenName: 'Asha', familyName: 'Rao', bornOn: '1990-02-03', seats }]
  const { createBooking } = await ask(
    'mutation Book($i: CreateBookingInput!) { createBooking(input: $i) { ... on Booking { id total { amount } } } }',
    { i: { holdId: holdSeats.id, passengers, idempotencyKey: randomUUID() } },
  )
  return createBooking
}

test('from the payment at the gateway to the mail with the ticket all is one trace', async () => {
  const booking = await bookSeat()
  await ask('mutation Pay($i: PayBookingInput!) { payBooking(input: $i) { __typename } }', {
    i: {
      bookingId: booking.id,
      paymentToken: 'tok_ok',
      expectedTotal: booking.total.amount,
      idempotencyKey: randomUUID(),
    },
  })
  const isMailed = (span: ReceivedSpan) => span.name === 'send EMAIL' && span.attributes['skygraph.outcome'] === 'sent'
  await until(() => traceOf('mutation Pay').some(isMailed), { timeoutMs: 60_000, everyMs: 200 })
  const steps = [
    'gateway: mutation Pay',
    'gateway: fetch booking',
    'booking: mutation',
    'booking: transaction',
    'booking: send booking.v1',
    'notification: process booking.v1',
    'notification: send EMAIL',
  ]
  const seen = () => new Set(traceOf('mutation Pay').map(({ service, name }) => `${service}: ${name}`))
  await until(() => steps.every((step) => seen().has(step))).catch(() => expect([...seen()]).toEqual(steps))
  await until(() => lostIn(traceOf('mutation Pay')).length === 0)
  expect(traceOf('mutation Pay').filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1)
})

test('what a hold changes elsewhere is in its trace: the flight hears that a seat is sold', async () => {
  await until(() => traceOf('mutation Hold').some(({ service }) => service === 'flight'))
  const names = traceOf('mutation Hold').map(({ service, name }) => `${service}: ${name}`)
  expect(names).toEqual(
    expect.arrayContaining(['booking: send seat.v1', 'booking: process seat.v1', 'flight: process availability.v1']),
  )
})

test('the line of the operation names its trace', async () => {
  const [{ traceId } = { traceId: '' }] = traceOf('mutation Pay')
  const line = await until(() =>
    system.launcher
      .output()
      .split('\n')
      .find((text) => text.includes('operation=Pay ')),
  )
  expect(line).toContain(`traceId=${traceId}`)
  expect(line).toContain('role=CUSTOMER')
})

test('only who is asked from outside begins a trace, and no work in the background', async () => {
  const roots = () => collector.spans().filter(({ parentSpanId }) => parentSpanId === '')
  const others = () => new Set(roots().flatMap(({ service, name }) => (service === 'gateway' ? [] : name)))
  // The provider tells of a payment in its own time.
  await until(() => others().size > 0)
  expect(others()).toEqual(new Set(['POST /webhooks/payments']))
  expect(roots().length).toBeGreaterThan(3)
})

test('a system that stops loses neither the last line nor the last trace', async () => {
  await ask('query Last { me { id } }', {})
  expect(await system.launcher.kill('SIGTERM')).toBe(0)
  expect(system.launcher.output()).toContain('operation=Last ')
  expect(traceOf('query Last').map(({ service }) => service)).toContain('user')
})
