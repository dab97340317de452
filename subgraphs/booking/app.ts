import type { EventBus } from '#lib/bus/event-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { type BookingId, newId } from '#lib/ids.ts'
import { startInvariantWatch } from '#lib/invariant-watch.ts'
import { startLoop } from '#lib/loop.ts'
import { startRelay } from '#lib/relay.ts'
import { type RunningSubgraph, startSubgraph } from '#lib/subgraph-server.ts'
import { startTidying } from '#lib/tidy.ts'
import { createWatchers } from '#lib/watchers.ts'
import type { SkyEvent } from '#schema/events.ts'
import { expireBookings } from './bookings/expire-bookings.ts'
import { type Context, createLoaders } from './context.ts'
import type { BookingDeps } from './deps.ts'
import { cancelFlightBookings } from './disruptions/cancel-flight-bookings.ts'
import { takeFlightEvents } from './disruptions/take-flight-events.ts'
import { tellAvailability } from './disruptions/tell-availability.ts'
import { documentRoutes } from './documents/routes.ts'
import { startDocumentWorker } from './documents/worker.ts'
import { expireHolds } from './holds/expire-holds.ts'
import { holdsDecided } from './holds/hold-lanes.ts'
import { warnHolds } from './holds/warn-holds.ts'
import { bookingChecks } from './invariants/checks.ts'
import { forgetWebhooks } from './payments/store.ts'
import { webhookRoute } from './payments/webhook-route.ts'
import { startPaymentWorker } from './payments/worker.ts'
import { resolvers } from './resolvers.ts'
import { createSeatHub } from './seats/watch-seat-map.ts'

export interface BookingAppOptions {
  deps: BookingDeps
  bus: EventBus
  gatewaySecret: string
  /** How often what breaks an invariant is looked for; default: every five minutes */
  verifyEveryMs?: number | undefined
  host?: string
  port: number
}

/** Starts the booking subgraph with its workers, on a database and a bus that are its caller's to close. */
export async function createBookingApp({
  deps,
  bus,
  gatewaySecret,
  verifyEveryMs,
  host,
  port,
}: BookingAppOptions): Promise<RunningSubgraph> {
  const { db, log } = deps
  const seatHub = createSeatHub()
  const bookingWatchers = createWatchers<BookingId>()
  const relay = startRelay(db, bus, log)
  const tidying = startTidying(db, log, [forgetWebhooks])
  const invariants = startInvariantWatch({ db: db.client, checks: bookingChecks, log, everyMs: verifyEveryMs })
  const flights = await consumeEvents(
    bus,
    { group: 'booking', topics: ['flight.v1'], from: 'earliest', onEvents: (events) => takeFlightEvents(db, events) },
    log,
  )
  const availability = await consumeEvents(
    bus,
    {
      group: 'booking-availability',
      topics: ['seat.v1'],
      from: 'earliest',
      onEvents: (events) => tellAvailability(db, events),
    },
    log,
  )
  // A group of its own for each process: every one has watchers to tell.
  const changes = await consumeEvents(
    bus,
    {
      group: `booking-watchers-${newId()}`,
      topics: ['seat.v1', 'booking.v1'],
      from: 'latest',
      ephemeral: true,
      onEvents: async (events) => {
        seatHub.tell(events)
        bookingWatchers.tell(changedBookings(events))
      },
    },
    log,
  )
  const payments = startPaymentWorker(deps)
  const documents = startDocumentWorker(deps)
  const holds = startLoop({ name: 'holds', log, everyMs: 500, step: async () => (await expireHolds(db)) > 0 })
  const warnings = startLoop({
    name: 'hold warnings',
    log,
    everyMs: 2000,
    step: async () => (await warnHolds(db, deps.holdTtlMs)) > 0,
  })
  const bookings = startLoop({ name: 'bookings', log, everyMs: 500, step: async () => (await expireBookings(db)) > 0 })
  const disruptions = startLoop({
    name: 'disruptions',
    log,
    everyMs: 1000,
    step: async () => (await cancelFlightBookings(db, log)) > 0,
  })
  const server = await startSubgraph<Context>({
    name: 'booking',
    resolvers,
    context: (viewer) => ({ viewer, deps, seatHub, bookingWatchers, load: createLoaders(deps) }),
    gatewaySecret,
    ...(host !== undefined && { host }),
    port,
    log,
    ready: {
      database: () => db.client.$queryRaw`SELECT 1`,
      bus: () => bus.ping(),
      flights: () => flights.ready() && flights.caughtUp(),
      availability: () => availability.ready(),
      watchers: () => changes.ready(),
    },
    measured: [relay, flights, availability, changes, invariants],
    routes(app) {
      webhookRoute(app, deps, () => payments.wake())
      documentRoutes(app, deps)
    },
  })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await holdsDecided(db)
      await Promise.all([
        flights.stop(),
        changes.stop(),
        holds.stop(),
        warnings.stop(),
        bookings.stop(),
        availability.stop(),
        disruptions.stop(),
        payments.stop(),
        documents.stop(),
      ])
      await Promise.all([relay.stop(), tidying.stop(), invariants.stop()])
    },
  }
}

const changedBookings = (events: SkyEvent[]): BookingId[] =>
  events.filter((e) => e.type === 'booking.changed.v1').map((e) => e.data.bookingId as BookingId)
