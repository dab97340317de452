import type { EventBus } from '#lib/bus/event-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import { startInvariantWatch } from '#lib/invariant-watch.ts'
import type { Log } from '#lib/log.ts'
import { readMysqlUrl } from '#lib/mysql-url.ts'
import { isOutboxEmpty } from '#lib/outbox.ts'
import { connectRedis } from '#lib/redis.ts'
import { startRelay } from '#lib/relay.ts'
import { type RunningSubgraph, startSubgraph } from '#lib/subgraph-server.ts'
import { startTidying } from '#lib/tidy.ts'
import { createWatchers } from '#lib/watchers.ts'
import type { SkyEvent } from '#schema/events.ts'
import { keepCatalogue } from './catalogue/keep-catalogue.ts'
import { type Context, createLoaders, type FlightDeps } from './context.ts'
import type { FlightDb } from './database.ts'
import { flightChecks } from './invariants/store.ts'
import { resolvers } from './resolvers.ts'
import { followTimetable } from './search/follow-timetable.ts'
import { createPlanner } from './search/search-flights.ts'
import { createSharedDays } from './search/shared-days.ts'
import { createTimetable } from './search/timetable.ts'
import { noteAvailability } from './timetable/note-availability.ts'
import { isUrgentDone, startPublisher } from './timetable/publish-flights.ts'

export interface FlightAppOptions {
  db: FlightDb
  bus: EventBus
  log: Log
  gatewaySecret: string
  /** How long before they leave flights go on sale. */
  salesWindowMs: number
  /** Where answers are shared with other instances; without, each keeps its own. */
  redisUrl?: string | undefined
  /** How often what breaks an invariant is looked for; default: every five minutes */
  verifyEveryMs?: number | undefined
  host?: string
  port: number
}

/** Starts the flight subgraph with its publisher, on a database and a bus that are its caller's to close. */
export async function createFlightApp(options: FlightAppOptions): Promise<RunningSubgraph> {
  const { db, bus, log, gatewaySecret, salesWindowMs, redisUrl, host, port } = options
  const timetable = createTimetable()
  const follower = await followTimetable(timetable, { db, bus, log })
  const redis = redisUrl === undefined ? undefined : connectRedis({ url: redisUrl, name: 'skygraph-flight', log })
  const shared = redis && createSharedDays({ redis, database: nameOf(db), timetable, progress: follower.progress })
  const planner = createPlanner(timetable, follower.now, shared)
  const deps: FlightDeps = { db, catalogue: keepCatalogue(db.client), salesWindowMs, planner }
  const flightWatchers = createWatchers<FlightId>()
  // A group of its own for each process: every one has watchers to tell.
  const changes = await consumeEvents(
    bus,
    {
      group: `flight-watchers-${newId()}`,
      topics: ['flight.v1'],
      from: 'latest',
      ephemeral: true,
      onEvents: async (events) => flightWatchers.tell(changedFlights(events)),
    },
    log,
  )
  const availability = await consumeEvents(
    bus,
    {
      group: 'flight',
      topics: ['availability.v1'],
      from: 'earliest',
      onEvents: (events) => noteAvailability(db, events),
    },
    log,
  )
  const relay = startRelay(db, bus, log)
  const tidying = startTidying(db, log)
  const invariants = startInvariantWatch({ db: db.client, checks: flightChecks, log, everyMs: options.verifyEveryMs })
  const publisher = startPublisher(db, { salesWindowMs, log })
  // Once the flights of the next days have left for booking and are found: what comes later need not be waited for.
  let onSale = false
  const isOnSale = async () => {
    onSale ||=
      (await isUrgentDone(db, salesWindowMs)) && (await isOutboxEmpty(db.client)) && (await follower.upToDate())
    return onSale
  }
  const server = await startSubgraph<Context>({
    name: 'flight',
    resolvers,
    context: (viewer) => ({ viewer, deps, flightWatchers, load: createLoaders(deps) }),
    gatewaySecret,
    ...(host !== undefined && { host }),
    port,
    log,
    ready: {
      database: () => db.client.$queryRaw`SELECT 1`,
      bus: () => bus.ping(),
      publisher: isOnSale,
      watchers: () => changes.ready(),
      availability: () => availability.ready(),
      timetable: follower.ready,
    },
    measured: [relay, changes, availability, follower, planner, invariants],
  })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await publisher.stop()
      await Promise.all([changes.stop(), availability.stop(), follower.stop()])
      await Promise.all([relay.stop(), tidying.stop(), invariants.stop(), redis?.close()])
    },
  }
}

/** Not by whom it is asked: instances may have users of their own. */
function nameOf({ url }: FlightDb): string {
  const { host, port, database } = readMysqlUrl(url)
  return `${host}:${port}/${database}`
}

const changedFlights = (events: SkyEvent[]): FlightId[] =>
  events.flatMap((e) =>
    e.type === 'flight.status-changed.v1' || e.type === 'flight.changed.v1' ? [e.data.flightId as FlightId] : [],
  )
