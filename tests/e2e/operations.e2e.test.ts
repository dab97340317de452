import { randomUUID } from 'node:crypto'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { inDays } from '../support/client.ts'
import { startSystem, type TestSystem } from '../support/system.ts'
import { until } from '../support/wait.ts'

let system: TestSystem
let operator: string
let customer: string

beforeAll(async () => {
  system = await startSystem()
  operator = await system.logIn('operator@demo.test', 'skygraph-demo')
  customer = await system.newCustomer()
})
afterAll(() => system?.stop())

async function ask(token: string, query: string, variables: object = {}) {
  const answer = await system.gql(query, variables as Record<string, unknown>, token)
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined()
  return answer.data
}
/** A mutation with one input; what it answered must be of the type. */
async function change(
  token: string,
  [name, type]: [string, string],
  { fields, input }: { fields: string; input: object },
) {
  const Input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const data = await ask(
    token,
    `mutation ($i: ${Input}!) { ${name}(input: $i) { __typename ... on ${type} { ${fields} } ... on Problem { code message path } } }`,
    { i: { ...input, idempotencyKey: randomUUID() } },
  )
  expect(data[name].__typename, JSON.stringify(data[name])).toBe(type)
  return data[name]
}
const mailsTo = async () => {
  const list = await fetch(`${system.url}/mailbox/messages.json`)
  return (await list.json()) as Array<{ subject: string }>
}

/** One flight's life, from its airport to its cancellation, as an airline's operators and a traveller see it. */
describe('an airline', () => {
  const economy = { cabin: 'ECONOMY', firstRow: 1, lastRow: 4, columns: ['A', 'B', 'C', 'D'], aisleAfter: ['B'] }
  const fares = [{ cabin: 'ECONOMY', base: '3000', taxes: '300', currency: 'INR', cancelFee: '1000' }]
  let narrow: string
  let wide: string
  let flight: { id: string; number: string; departure: { scheduled: string } }
  let booking: { id: string; reference: string; total: { amount: string } }

  test('draws seats, brings an aircraft and schedules a flight to a new airport', async () => {
    const place = {
      code: 'ZQX',
      name: 'Qadian Field',
      city: 'Qadian',
      countryCode: 'IN',
      timeZone: 'Asia/Kolkata',
      latitude: 31.8,
      longitude: 75.4,
    }
    await change(operator, ['createAirport', 'Airport'], { fields: 'name', input: place })
    const draw = async (name: string, cabins: object[]) =>
      (
        await change(operator, ['createSeatLayout', 'SeatLayout'], {
          fields: 'id seatCount version',
          input: { name, cabins },
        })
      ).id
    narrow = await draw('e2e narrow', [{ ...economy, firstRow: 2, lastRow: 3 }])
    wide = await draw('e2e wide', [economy])
    const { id: aircraftId } = await change(operator, ['createAircraft', 'Aircraft'], {
      fields: 'id registration',
      input: { registration: 'VT-E2E', typeCode: 'AT76', layoutId: wide },
    })
    flight = await change(operator, ['scheduleFlight', 'Flight'], {
      fields: 'id number status departure { scheduled } aircraft { registration }',
      input: {
        airline: 'SJ',
        number: 'SJ9901',
        origin: 'DEL',
        destination: 'ZQX',
        departure: `${inDays(5)}T07:05`,
        duration: 'PT1H20M',
        aircraftId,
        fares,
      },
    })
    expect(flight).toMatchObject({ departure: { scheduled: `${inDays(5)}T07:05:00+05:30` } })
  })

  test('sells it: it is found, held, booked and paid', async () => {
    const found = await until(
      async () => {
        const { searchFlights } = await ask(
          customer,
          'query ($s: FlightSearch!) { searchFlights(search: $s) { nodes { flights { id } price { amount } } } }',
          { s: { origin: 'DEL', destination: 'ZQX', date: inDays(5), maxStops: 0 } },
        )
        return searchFlights.nodes[0]
      },
      { timeoutMs: 30_000 },
    )
    expect(found).toEqual({ flights: [{ id: flight.id }], price: { amount: '3300.00' } })
    const seats = [{ flightId: flight.id, seat: '4A' }]
    await until(async () => {
      const { flight: known } = await ask(customer, 'query ($id: ID!) { flight(id: $id) { seatMap { version } } }', {
        id: flight.id,
      })
      return known.seatMap !== null
    })
    const { id: holdId } = await change(customer, ['holdSeats', 'Hold'], { fields: 'id', input: { seats } })
    const passengers = [{ givenName: 'Asha', familyName: 'Rao', bornOn: '1990-02-03', seats }]
    booking = await change(customer, ['createBooking', 'Booking'], {
      fields: 'id reference total { amount }',
      input: { holdId, passengers },
    })
    await change(customer, ['payBooking', 'Booking'], {
      fields: 'status',
      input: { bookingId: booking.id, paymentToken: 'tok_ok', expectedTotal: booking.total.amount },
    })
  })

  test('delays it: watchers see it, the traveller is told and may cancel for nothing', async () => {
    const seen: Array<{ flightStatusChanged: { status: string; departure: { estimated: string | null } } }> = []
    const socket = createClient({ url: `${system.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
    socket.subscribe(
      {
        query: 'subscription ($id: ID!) { flightStatusChanged(flightId: $id) { status departure { estimated gate } } }',
        variables: { id: flight.id },
      },
      { next: ({ data }) => data && seen.push(data as never), error: () => {}, complete: () => {} },
    )
    await until(() => seen.length > 0)
    expect(seen[0]).toMatchObject({ flightStatusChanged: { status: 'SCHEDULED' } })
    const estimated = `${inDays(5)}T10:05:00+05:30`
    await change(operator, ['updateFlightStatus', 'Flight'], {
      fields: 'status',
      input: { flightId: flight.id, status: 'DELAYED', departure: { estimated, gate: '7' }, reason: 'Fog' },
    })
    await until(() => seen.at(-1)?.flightStatusChanged.status === 'DELAYED')
    expect(seen.at(-1)).toMatchObject({ flightStatusChanged: { departure: { estimated, gate: '7' } } })
    await socket.dispose()
    const free = await until(async () => {
      const { cancellationQuote: quote } = await ask(
        customer,
        'query ($id: ID!) { cancellationQuote(bookingId: $id) { fee { amount } } }',
        { id: booking.id },
      )
      return quote.fee.amount === '0.00'
    })
    expect(free).toBe(true)
    await until(
      async () => (await mailsTo()).some((m) => m.subject.includes('SJ9901') || m.subject.includes(booking.reference)),
      { timeoutMs: 30_000 },
    )
  })

  test('changes the aircraft: what the preview says happens, and watchers get the new map', async () => {
    const preview = await ask(
      operator,
      'query ($id: ID!, $l: ID!) { flight(id: $id) { swapPreview(layoutId: $l) { keep move { from to passenger { familyName } } withoutSeat { id } } } }',
      { id: flight.id, l: narrow },
    )
    const [move] = preview.flight.swapPreview.move
    expect(preview.flight.swapPreview).toEqual({
      keep: 0,
      move: [{ from: '4A', to: '3A', passenger: { familyName: 'Rao' } }],
      withoutSeat: [],
    })
    const { id: aircraftId } = await change(operator, ['createAircraft', 'Aircraft'], {
      fields: 'id',
      input: { registration: 'VT-E2F', typeCode: 'AT46', layoutId: narrow },
    })
    await change(operator, ['assignAircraft', 'Flight'], {
      fields: 'aircraft { registration }',
      input: { flightId: flight.id, aircraftId },
    })
    await until(async () => {
      const { booking: now } = await ask(customer, 'query ($id: ID!) { booking(id: $id) { segments { seat } } }', {
        id: booking.id,
      })
      return now.segments[0].seat === move.to
    })
    const { flight: now } = await ask(
      customer,
      'query ($id: ID!) { flight(id: $id) { seatMap { layoutVersion seats { number status } } } }',
      { id: flight.id },
    )
    expect(now.seatMap.layoutVersion).toBe(2)
    expect(now.seatMap.seats).toHaveLength(8)
    expect(now.seatMap.seats.filter((s: { status: string }) => s.status === 'BOOKED')).toEqual([
      { number: '3A', status: 'BOOKED' },
    ])
  })

  test('cancels it: the booking is cancelled, the money comes back, and nobody finds it any more', async () => {
    await change(operator, ['cancelFlight', 'Flight'], {
      fields: 'status',
      input: { flightId: flight.id, reason: 'No crew' },
    })
    const ended = await until(
      async () => {
        const { booking: now } = await ask(
          customer,
          'query ($id: ID!) { booking(id: $id) { status balance { amount } refunds { status amount { amount } } history { actor action } } }',
          { id: booking.id },
        )
        return now.refunds[0]?.status === 'SUCCEEDED' && now
      },
      { timeoutMs: 30_000 },
    )
    expect(ended).toMatchObject({
      status: 'CANCELLED',
      balance: { amount: '0.00' },
      refunds: [{ amount: { amount: booking.total.amount } }],
    })
    expect(ended.history).toContainEqual({ actor: 'airline', action: 'CANCELLED' })
    await until(async () => {
      const { searchFlights } = await ask(
        customer,
        'query ($s: FlightSearch!) { searchFlights(search: $s) { totalCount } }',
        {
          s: { origin: 'DEL', destination: 'ZQX', date: inDays(5), maxStops: 0 },
        },
      )
      return searchFlights.totalCount === 0
    })
  })

  test('runs a weekly schedule, and a customer runs nothing', async () => {
    const { schedule, flightsPublished } = await change(operator, ['createSchedule', 'ScheduleCreated'], {
      fields: 'flightsPublished schedule { id daysOfWeek undecided { id } }',
      input: {
        airline: 'SJ',
        number: 'SJ9902',
        origin: 'DEL',
        destination: 'ZQX',
        departureTime: '18:30',
        daysOfWeek: [1, 2, 3, 4, 5, 6, 7],
        validFrom: inDays(3),
        validTo: inDays(12),
        duration: 'PT1H20M',
        layoutId: wide,
        fares,
      },
    })
    expect([flightsPublished, schedule.undecided]).toEqual([10, []])
    await change(operator, ['updateSchedule', 'ScheduleChanged'], {
      fields: 'flightsChanged',
      input: { scheduleId: schedule.id, departureTime: '19:00' },
    })
    const { flights } = await ask(
      operator,
      'query { flights(origin: "DEL", destination: "ZQX", first: 50) { nodes { number departure { scheduled } schedule { id } } } }',
    )
    const own = flights.nodes.filter((f: { number: string }) => f.number === 'SJ9902')
    expect(own).toHaveLength(10)
    expect(
      own.every((f: { departure: { scheduled: string } }) => f.departure.scheduled.includes('T19:00:00+05:30')),
    ).toBe(true)
    const refused = await system.gql('query { schedules { nodes { id } } }', {}, customer)
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
  })
})
