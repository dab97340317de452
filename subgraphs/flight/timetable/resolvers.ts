import { badUserInput } from '#lib/errors.ts'
import { requireViewer } from '#lib/identity.ts'
import { type FlightId, isId } from '#lib/ids.ts'
import { toMoney } from '#lib/money.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import type { Context } from '../context.ts'
import { readInstant } from '../input.ts'
import { answerOf } from '../problem.ts'
import { assignAircraft } from './assign-aircraft.ts'
import { keepFlight, rescheduleFlight, setFares } from './change-flight.ts'
import { atStation, type Fare, type FlightRow, isoDuration } from './flight.ts'
import { pageOfFlights } from './page.ts'
import { scheduleFlight } from './schedule-flight.ts'
import { type FlightFilter, findFlights } from './store.ts'

const MOST_DAYS_OF_AN_AIRCRAFT = 62

const operator = (context: Context) => ({ ...context.deps, viewer: requireViewer(context) })
const flightOf = (context: Context) => (id: string) => context.load.flight.load(id as FlightId)

export const timetableResolvers = {
  Query: {
    flight: (_, { id }, context) => flightById(id, context),
    flights: (_, { first, after, airline, origin, destination, from, to, status }, { deps }) => {
      const filter: FlightFilter = {
        ...(airline != null && { airline: readCode(airline, 'airline') }),
        ...(origin != null && { origin: readCode(origin, 'origin') }),
        ...(destination != null && { destination: readCode(destination, 'destination') }),
        ...(from != null && { from: instantOf(from, 'from') }),
        ...(to != null && { to: instantOf(to, 'to') }),
        ...(status != null && { status }),
      }
      return pageOfFlights(deps.db.client, filter, { first, after })
    },
  },
  Mutation: {
    scheduleFlight: async (_, { input }, context) =>
      answerOf(await scheduleFlight(operator(context), input), 'Flight', flightOf(context)),
    rescheduleFlight: async (_, { input }, context) =>
      answerOf(await rescheduleFlight(operator(context), input), 'Flight', flightOf(context)),
    keepFlight: async (_, { input }, context) =>
      answerOf(await keepFlight(operator(context), input), 'Flight', flightOf(context)),
    setFares: async (_, { input }, context) =>
      answerOf(await setFares(operator(context), input), 'Flight', flightOf(context)),
    assignAircraft: async (_, { input }, context) =>
      answerOf(await assignAircraft(operator(context), input), 'Flight', flightOf(context)),
  },
  Flight: {
    __resolveReference: ({ id }, context) => flightById(id, context),
    airline: async ({ airlineCode }, _, { deps }) => {
      const { airlines } = await deps.catalogue()
      return airlines.get(airlineCode) ?? { code: airlineCode, name: airlineCode, retiredAt: null }
    },
    departure: (flight, _, context) =>
      station(
        flight.origin,
        {
          scheduled: flight.departsAt,
          estimated: flight.departureEstimated,
          actual: flight.departureActual,
          terminal: flight.departureTerminal,
          gate: flight.departureGate,
        },
        context,
      ),
    arrival: (flight, _, context) =>
      station(
        flight.destination,
        {
          scheduled: flight.arrivesAt,
          estimated: flight.arrivalEstimated,
          actual: flight.arrivalActual,
          terminal: flight.arrivalTerminal,
          gate: flight.arrivalGate,
        },
        context,
      ),
    duration: ({ departsAt, arrivesAt }) => isoDuration(arrivesAt.getTime() - departsAt.getTime()),
    schedule: ({ scheduleId }, _, { load }) => (scheduleId === null ? null : load.schedule.load(scheduleId)),
    aircraft: ({ aircraftId }, _, { load }) => (aircraftId === null ? null : load.aircraft.load(aircraftId)),
    fares: async ({ fareSetId }, _, { load }) => ((await load.fares.load(fareSetId)) ?? []).map(fareView),
    salesCloseAt: async ({ salesCloseAt, origin }, _, { deps }) => {
      const { airports } = await deps.catalogue()
      return atStation(salesCloseAt, airports.get(origin)?.timeZone ?? 'UTC')
    },
  },
  Aircraft: {
    flights: async ({ id }, args, { deps }) => {
      const [from, to] = [instantOf(args.from, 'from'), instantOf(args.to, 'to')]
      if (to.getTime() - from.getTime() > MOST_DAYS_OF_AN_AIRCRAFT * 86_400_000) {
        throw badUserInput(`At most ${MOST_DAYS_OF_AN_AIRCRAFT} days.`, ['to'])
      }
      return findFlights(deps.db.client, { aircraftId: id, from, to }, { limit: 1000, after: undefined })
    },
  },
} satisfies Resolvers

const flightById = (id: string, { load }: Context) => (isId(id) ? load.flight.load(id as FlightId) : null)

interface Times {
  scheduled: Date
  estimated: Date | null
  actual: Date | null
  terminal: string | null
  gate: string | null
}

async function station(code: FlightRow['origin'], times: Times, { deps }: Context) {
  const airport = (await deps.catalogue()).airports.get(code)
  if (!airport) throw new Error(`There is no airport ${code}.`)
  const { terminal, gate, scheduled } = times
  const shown = (instant: Date | null) => instant && atStation(instant, airport.timeZone)
  return {
    airport,
    terminal,
    gate,
    scheduled: atStation(scheduled, airport.timeZone),
    estimated: shown(times.estimated),
    actual: shown(times.actual),
  }
}

function fareView(fare: Fare) {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency: fare.currency })
  return {
    cabin: fare.cabin,
    base: money(fare.baseMinor),
    taxes: money(fare.taxesMinor),
    total: money(fare.baseMinor + fare.taxesMinor),
    refundable: fare.refundable,
    cancelFee: money(fare.cancelFeeMinor),
    changeFee: money(fare.changeFeeMinor),
  }
}

/** @throws BAD_USER_INPUT unless it can be the code of an airline or an airport */
export function readCode(text: string, argument: string): string {
  if (!/^[A-Z0-9]{2,3}$/.test(text))
    throw badUserInput('A code has two or three capital letters or digits.', [argument])
  return text
}

/** @throws BAD_USER_INPUT unless it is RFC 3339 with an offset */
function instantOf(text: string, argument: string): Date {
  const instant = readInstant(text)
  if (!instant) throw badUserInput('An instant is like 2027-03-28T07:05:00+02:00.', [argument])
  return instant
}
