import type { FastifyInstance } from 'fastify'
import { GraphQLError } from 'graphql'
import { pino } from 'pino'
import { badUserInput } from '#lib/errors.ts'
import type { Viewer } from '#lib/identity.ts'
import { type RunningSubgraph, startSubgraph } from '#lib/subgraph-server.ts'
import type { FakeIdentity } from './fake-identity.ts'
import { createTopic } from './topic.ts'

export const SECRET = 'a secret of the tests, long enough to sign with'
export const silent = pino({ level: 'silent' })

type SubgraphName = 'flight' | 'booking' | 'user' | 'notification'

/** Subgraphs over the real contract, with data made up here, that note who asked them. */
export interface FakeSubgraphs {
  urls: Record<SubgraphName, string>
  /** One entry an operation that reached the subgraph, with the viewer it came for. */
  asked: Record<SubgraphName, Array<Viewer | null>>
  /** Open subscriptions to seatMapChanged. */
  watchers(): number
  /** Sends to every watcher of the seat map; who comes while others watch begins at this version. */
  sendSeatMap(update: { version: number; full: boolean; seats?: object[] }): void
  /** Of the booking that everybody watches. */
  sendBooking(status: string): void
  sendNotification(subject: string): void
  /** From now on `airports` waits until the returned function is called. */
  holdAirports(): () => void
  stop(name: SubgraphName): Promise<void>
  /** Again, at the address it had. */
  start(name: SubgraphName): Promise<void>
  stopAll(): Promise<void>
}

const FLIGHTS: Record<string, object> = Object.fromEntries(
  ['f1', 'f2', 'f3'].map((id, n) => [
    id,
    {
      id,
      number: `SG${n}`,
      status: 'SCHEDULED',
      airline: { code: 'SG', name: 'Skygraph Air' },
      departure: { airport: { code: 'DEL', name: 'Delhi' }, scheduled: '2027-01-01T10:00:00+05:30' },
      arrival: { airport: { code: 'BOM', name: 'Mumbai' }, scheduled: '2027-01-01T12:00:00+05:30' },
      duration: 'PT2H',
      distanceKm: 1148,
      fares: [],
      salesCloseAt: '2027-01-01T09:00:00+05:30',
    },
  ]),
)

const availabilityOf = (id: string) => [{ cabin: 'ECONOMY', available: id.length * 10, held: 1, booked: 2, total: 30 }]
const seatMapOf = (flightId: string) => ({
  flightId,
  version: 7,
  layoutVersion: 1,
  cabins: [],
  seats: [
    { number: '1A', row: 1, column: 'A', cabin: 'ECONOMY', position: 'WINDOW', features: [], status: 'AVAILABLE' },
  ],
})

export async function startFakeSubgraphs(identity: FakeIdentity): Promise<FakeSubgraphs> {
  const asked: FakeSubgraphs['asked'] = { flight: [], booking: [], user: [], notification: [] }
  const topics = { seatMap: createTopic<object>(), booking: createTopic<object>(), notification: createTopic<object>() }
  const { seatMap } = topics
  const current = { version: 1, status: 'CONFIRMED', airports: Promise.resolve() }
  const resolvers = resolversOf(topics, current)
  const running = new Map<SubgraphName, RunningSubgraph>()
  const urls = {} as Record<SubgraphName, string>
  const start = async (name: SubgraphName) => {
    const subgraph = await startSubgraph({
      name,
      resolvers: resolvers[name],
      context: (viewer) => {
        asked[name].push(viewer)
        return { viewer }
      },
      gatewaySecret: SECRET,
      port: urls[name] ? Number(new URL(urls[name]).port) : 0,
      log: silent,
      ready: {},
      routes: (app) => routesOf(name, app, identity),
    })
    urls[name] = subgraph.url
    running.set(name, subgraph)
  }
  const stop = async (name: SubgraphName) => {
    await running.get(name)?.stop()
    running.delete(name)
  }
  await Promise.all((['flight', 'booking', 'user', 'notification'] as const).map(start))
  return {
    urls,
    asked,
    watchers: seatMap.readers,
    sendSeatMap(update) {
      current.version = update.version
      seatMap.send({ flightId: 'f1', layoutVersion: 1, seats: [], ...update })
    },
    sendBooking(status) {
      current.status = status
      topics.booking.send({ id: 'b1', status })
    },
    sendNotification: (subject) => topics.notification.send({ id: subject, subject, status: 'SENT' }),
    holdAirports() {
      const { promise, resolve } = Promise.withResolvers<void>()
      current.airports = promise
      return resolve
    },
    start,
    stop,
    stopAll: async () => {
      await Promise.all([...running.keys()].map(stop))
    },
  }
}

function routesOf(name: SubgraphName, app: FastifyInstance, identity: FakeIdentity): void {
  if (name === 'user') identity.routes(app)
  if (name !== 'booking') return
  app.get('/documents/ticket.pdf', (request, reply) => reply.type('application/pdf').send(`%PDF ${request.url}`))
  app.addContentTypeParser('application/webhook', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  app.post('/webhooks/payments', async (request, reply) =>
    reply.send({ signature: request.headers['x-signature'], bytes: (request.body as Buffer).toString('hex') }),
  )
}

type Topic = ReturnType<typeof createTopic<object>>

function resolversOf(
  { seatMap, booking, notification }: Record<'seatMap' | 'booking' | 'notification', Topic>,
  current: { version: number; status: string; airports: Promise<void> },
): Record<SubgraphName, object> {
  const problem = { __resolveType: (value: { __typename: string }) => value.__typename }
  /** How often the map of the flight `busy` still answers that one should come back. */
  let comeBack = 2
  return {
    flight: {
      Query: {
        flight: (_: unknown, { id }: { id: string }) => FLIGHTS[id] ?? null,
        airports: () => current.airports.then(() => [{ code: 'DEL', name: 'Delhi' }]),
        searchFlights: () => ({
          totalCount: 3,
          nodes: Object.values(FLIGHTS).map((flight) => ({ id: 'i', flights: [flight, FLIGHTS.f1], stops: 1 })),
        }),
        fleet: () => [],
        airport: (_: unknown, { code }: { code: string }) => {
          if (code === 'BAD') throw badUserInput('No such code.', ['code'])
          throw new Error('the flight database burnt down')
        },
      },
      Flight: { __resolveReference: ({ id }: { id: string }) => FLIGHTS[id] ?? null },
    },
    booking: {
      Query: {
        bookingByReference: () => ({ reference: 'K7PX2M', status: 'CONFIRMED', segments: [] }),
        hold: () => null,
        booking: (_: unknown, { id }: { id: string }) => ({
          id,
          reference: 'K7PX2M',
          status: 'CONFIRMED',
          passengers: [],
        }),
        paymentProvider: () => ({ name: 'sandbox', testTokens: [] }),
      },
      Mutation: {
        releaseHold: () => true,
        holdSeats: () => ({ __typename: 'NotFound', code: 'NOT_FOUND', message: 'No such flight.', path: ['seats'] }),
        createBooking: () => ({ __typename: 'Booking', id: 'b1', reference: 'AAAAAA' }),
      },
      Subscription: {
        seatMapChanged: {
          subscribe: (_: unknown, { flightId }: { flightId: string }) => {
            if (flightId === 'busy' && comeBack-- > 0)
              throw new GraphQLError('Busy.', { extensions: { code: 'UNAVAILABLE', retryAfter: 1 } })
            if (seatMap.readers() === 0) current.version = 1
            return seatMap.read({ flightId: 'f1', version: current.version, layoutVersion: 1, full: true, seats: [] })
          },
          resolve: (update: object) => ({ ...update, flight: { id: 'f1' } }),
        },
        bookingChanged: {
          subscribe: () => booking.read({ id: 'b1', status: current.status }),
          resolve: (update: object) => update,
        },
      },
      Flight: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        availability: ({ id }: { id: string }) => {
          if (id === 'f3')
            throw new GraphQLError('No seats known.', { extensions: { code: 'UNAVAILABLE', retryAfter: 3 } })
          return availabilityOf(id)
        },
        seatMap: ({ id }: { id: string }) => seatMapOf(id),
      },
      User: { bookings: () => ({ nodes: [{ id: 'b1', reference: 'K7PX2M' }], edges: [] }) },
      Booking: { __resolveReference: ({ id }: { id: string }) => ({ id }), user: () => ({ id: 'ann' }) },
      Seat: { heldByMe: (_: unknown, __: unknown, { viewer }: { viewer: Viewer | null }) => viewer?.id === 'ann' },
      HoldSeatsResult: problem,
      CreateBookingResult: problem,
    },
    user: {
      Query: {
        me: (_: unknown, __: unknown, { viewer }: { viewer: Viewer | null }) => viewer && { ...viewer, name: 'Ann' },
      },
      Mutation: {
        logOut: () => true,
        logIn: () => ({ __typename: 'InvalidCredentials', code: 'INVALID_CREDENTIALS', message: 'No.', path: null }),
      },
      User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Ann' }) },
      LogInResult: problem,
    },
    notification: {
      Query: { deadLetters: () => ({ nodes: [], edges: [] }) },
      Subscription: {
        notificationReceived: {
          subscribe: () => notification.read({ id: 'first', subject: 'first', status: 'SENT' }),
          resolve: (update: object) => update,
        },
      },
      User: { notifications: () => ({ nodes: [{ id: 'n1', subject: 'Hello', status: 'SENT' }], edges: [] }) },
    },
  }
}
