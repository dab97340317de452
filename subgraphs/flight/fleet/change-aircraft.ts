import { z } from 'zod'
import { isUniqueViolation } from '#lib/driver-fault.ts'
import { newId } from '#lib/ids.ts'
import { invalidInput, notFound, wrongState } from '#lib/refusal.ts'
import type { Tx } from '../database.ts'
import { anId, instant, line, registration, typeCode } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { hasFlightsAhead } from '../timetable/store.ts'
import { type Duty, newConflicts } from './rotation.ts'
import {
  type AircraftRow,
  cancelMaintenance as cancelWindow,
  findMaintenance,
  insertAircraft,
  insertMaintenance,
  loadDuties,
  lockAircraft,
  shareLayout,
  updateAircraft,
} from './store.ts'

/** The aircraft is flying or in maintenance then, or is elsewhere. */
export interface AircraftUnavailable {
  ok: false
  code: 'AIRCRAFT_UNAVAILABLE'
  /** Ids of flights and maintenance windows */
  conflictsWith: string[]
}

export const aircraftUnavailable = (conflictsWith: string[]): AircraftUnavailable => ({
  ok: false,
  code: 'AIRCRAFT_UNAVAILABLE',
  conflictsWith,
})

const layoutId = anId('a seat layout')
const aircraft = z.object({ registration, typeCode, layoutId })
const changes = z.object({
  aircraftId: anId('an aircraft'),
  registration: registration.nullish(),
  typeCode: typeCode.nullish(),
  layoutId: layoutId.nullish(),
})
const retirement = z.object({ id: anId('an aircraft'), retired: z.boolean().default(true) })
const maintenance = z
  .object({ aircraftId: anId('an aircraft'), from: instant, to: instant, reason: line(200) })
  .refine(({ from, to }) => to > from, { path: ['to'], message: 'It ends after it begins.' })
const cancellation = z.object({ maintenanceId: anId('a maintenance window') })

const TAKEN = invalidInput(['registration'], 'This registration is taken.')

export const createAircraft = (operator: Operator, input: z.input<typeof aircraft> & Keyed) =>
  operate(operator, { name: 'createAircraft', schema: aircraft, input }, async (tx, made) => {
    if (!(await isUsable(tx, made.layoutId))) return notFound('seat layout')
    const id = newId<string>()
    return (await insertAircraft(tx, { ...made, id, retiredAt: null })) ? done('Aircraft', id) : TAKEN
  })

export const changeAircraft = (operator: Operator, input: z.input<typeof changes> & Keyed) =>
  takenIfTaken(() => change(operator, input))

const change = (operator: Operator, input: z.input<typeof changes> & Keyed) =>
  operate(operator, { name: 'updateAircraft', schema: changes, input }, async (tx, change, now) => {
    const before = (await lockAircraft(tx, [change.aircraftId])).get(change.aircraftId)
    if (!before) return notFound('aircraft')
    const after: AircraftRow = {
      ...before,
      registration: change.registration ?? before.registration,
      typeCode: change.typeCode ?? before.typeCode,
      layoutId: change.layoutId ?? before.layoutId,
    }
    if (after.layoutId !== before.layoutId) {
      if (!(await isUsable(tx, after.layoutId))) return notFound('seat layout')
      if (await hasFlightsAhead(tx, { aircraftId: before.id }, now)) {
        return wrongState('IN_USE', 'It has flights ahead, whose travellers have seats in the present layout.')
      }
    }
    return (await updateAircraft(tx, after)) ? done('Aircraft', before.id) : TAKEN
  })

/** Refused while the aircraft has flights ahead: give them to another one first. */
export const retireAircraft = (operator: Operator, input: z.input<typeof retirement> & Keyed) =>
  operate(operator, { name: 'retireAircraft', schema: retirement, input }, async (tx, { id, retired }, now) => {
    const before = (await lockAircraft(tx, [id])).get(id)
    if (!before) return notFound('aircraft')
    const ahead = retired ? (await loadDuties(tx, id, now)).filter((d) => d.leg && d.to > now) : []
    if (ahead.length > 0) return aircraftUnavailable(ahead.map((d) => d.id))
    await updateAircraft(tx, { ...before, retiredAt: retired ? (before.retiredAt ?? now) : null })
    return done('Aircraft', id)
  })

export const scheduleMaintenance = (operator: Operator, input: z.input<typeof maintenance> & Keyed) =>
  operate(operator, { name: 'scheduleMaintenance', schema: maintenance, input }, async (tx, window, now) => {
    const { aircraftId, from, to, reason } = window
    if (to <= now) return invalidInput(['to'], 'It ends in the future.')
    if (!(await lockAircraft(tx, [aircraftId])).has(aircraftId)) return notFound('aircraft')
    const id = newId<string>()
    const before = await loadDuties(tx, aircraftId, now)
    const conflicts = newConflicts({ before, after: [...before, { id, from, to } satisfies Duty] }, new Set([id]))
    if (conflicts.length > 0) return aircraftUnavailable(conflicts)
    await insertMaintenance(tx, { id, aircraftId, startsAt: from, endsAt: to, reason })
    return done('Aircraft', aircraftId)
  })

export const cancelMaintenance = (operator: Operator, input: z.input<typeof cancellation> & Keyed) =>
  operate(operator, { name: 'cancelMaintenance', schema: cancellation, input }, async (tx, { maintenanceId }, now) => {
    const window = await findMaintenance(tx, maintenanceId)
    if (!window) return notFound('maintenance window')
    if (window.endsAt <= now) return wrongState('OVER', 'This maintenance is over.')
    if (!(await cancelWindow(tx, maintenanceId, now))) return notFound('maintenance window')
    return done('Aircraft', window.aircraftId)
  })

async function isUsable(tx: Tx, id: string): Promise<boolean> {
  const layout = await shareLayout(tx, id)
  return layout !== undefined && layout.retiredAt === null
}

/** Two may ask for one free registration at once: the key decides. */
async function takenIfTaken<T>(change: () => Promise<T>): Promise<T | typeof TAKEN> {
  try {
    return await change()
  } catch (error) {
    if (isUniqueViolation(error, 'aircraft_registration')) return TAKEN
    throw error
  }
}
