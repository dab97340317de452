import { requireViewer } from '#lib/identity.ts'
import { isId } from '#lib/ids.ts'
import { idCursor, pageOf, readIdCursor, readPage } from '#lib/page.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import type { Context } from '../context.ts'
import { answerOf } from '../problem.ts'
import { isoDuration } from '../timetable/flight.ts'
import { readCode } from '../timetable/resolvers.ts'
import { changeSchedule } from './change-schedule.ts'
import { createSchedule } from './create-schedule.ts'
import type { ScheduleRow } from './schedule.ts'
import { findSchedules } from './store.ts'

const MOST = 100

const operator = (context: Context) => ({ ...context.deps, viewer: requireViewer(context) })

export const scheduleResolvers = {
  Query: {
    schedule: (_, { id }, { load }) => (isId(id) ? load.schedule.load(id) : null),
    schedules: async (_, { airline, ...page }, { deps }) => {
      const { limit, after } = readPage(page, { most: MOST, read: readIdCursor })
      const of = airline == null ? undefined : readCode(airline, 'airline')
      return pageOf(await findSchedules(deps.db.client, { airline: of, limit, after }), page, idCursor)
    },
  },
  Schedule: {
    __resolveReference: ({ id }, { load }) => (isId(id) ? load.schedule.load(id) : null),
    airline: async ({ airlineCode }, _, { deps }) => {
      const { airlines } = await deps.catalogue()
      return airlines.get(airlineCode) ?? { code: airlineCode, name: airlineCode, retiredAt: null }
    },
    origin: ({ origin }, _, context) => airportNamed(origin, context),
    destination: ({ destination }, _, context) => airportNamed(destination, context),
    duration: ({ durationMin }) => isoDuration(durationMin * 60_000),
    layout: async ({ layoutId }, _, { load }) => {
      const layout = await load.layout.load(layoutId)
      if (!layout) throw new Error(`There is no seat layout ${layoutId}.`)
      return layout
    },
    undecided: ({ id }, _, context) => undecidedOf(id, context),
  },
  Mutation: {
    createSchedule: async (_, { input }, context) =>
      answerOf(await createSchedule(operator(context), input), 'ScheduleCreated', async (outcome) => {
        const [id = '', published] = outcome.split('/')
        return { schedule: await scheduleOf(id, context), flightsPublished: Number(published) }
      }),
    updateSchedule: async (_, { input }, context) =>
      answerOf(await changeSchedule(operator(context), input), 'ScheduleChanged', async (outcome) => {
        const [id = '', ...counts] = outcome.split('/')
        const [flightsPublished = 0, flightsChanged = 0, flightsWithdrawn = 0] = counts.map(Number)
        const undecided = await undecidedOf(id, context)
        return {
          schedule: await scheduleOf(id, context),
          flightsPublished,
          flightsChanged,
          flightsWithdrawn,
          undecided,
        }
      }),
  },
} satisfies Resolvers

async function scheduleOf(id: string, { load }: Context): Promise<ScheduleRow> {
  const schedule = await load.schedule.load(id)
  if (!schedule) throw new Error(`There is no schedule ${id}.`)
  return schedule
}

const undecidedOf = (id: string, { load }: Context) => load.undecided.load(id)

async function airportNamed(code: string, { deps }: Context) {
  const airport = (await deps.catalogue()).airports.get(code)
  if (!airport) throw new Error(`There is no airport ${code}.`)
  return airport
}
