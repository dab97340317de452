import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import { economy } from '../../../tests/support/flights.ts'
import { type TimetableFixture, timetableFixture } from '../../../tests/support/timetable.ts'
import { assignAircraft } from '../timetable/assign-aircraft.ts'
import { rescheduleFlight } from '../timetable/change-flight.ts'
import { scheduleFlight } from '../timetable/schedule-flight.ts'
import {
  cancelMaintenance,
  changeAircraft,
  createAircraft,
  retireAircraft,
  scheduleMaintenance,
} from './change-aircraft.ts'
import { createSeatLayout, retireSeatLayout } from './change-layouts.ts'
import { clashes } from './rotation.ts'
import { loadAircraft, loadLayouts, loadMaintenance } from './store.ts'

let timetable: TimetableFixture
beforeAll(async () => {
  timetable = await timetableFixture()
})
afterAll(() => timetable.close())

const at = (day: number, time: string) => `${timetable.date(day)}T${time}`
const instant = (day: number, time: string) => `${at(day, time)}:00+05:30`

describe('seat layouts', () => {
  test('a name that is there makes the next version, also when several draw it at once', async () => {
    const { operator, key, made } = timetable
    const draw = (lastRow: number) =>
      made(createSeatLayout(operator, { name: 'retold', cabins: [economy({ lastRow, features: [] })], ...key() }))
    await draw(9)
    const ids = await Promise.all([draw(10), draw(11), draw(12)])
    const versions = [...(await loadLayouts(timetable.db.client, ids)).values()].map((l) => l.version)
    expect(versions.sort()).toEqual([2, 3, 4])
  })

  test('a cabin that cannot be is refused at its place', async () => {
    const { operator, key } = timetable
    const path = async (...cabins: object[]) => {
      const outcome = await createSeatLayout(operator, { name: 'odd', cabins: cabins as never, ...key() })
      return 'path' in outcome ? outcome.path.slice(1).join('.') : 'made'
    }
    const cabin = (overrides: object) => ({ ...economy({ features: [] }), ...overrides })
    expect(await path()).toBe('cabins')
    expect(await path(cabin({ firstRow: 0 }))).toBe('cabins.0.firstRow')
    expect(await path(cabin({ lastRow: 2_000_000_000 }))).toBe('cabins.0.lastRow')
    expect(await path(cabin({ columns: ['A', 'A'] }))).toBe('cabins.0.columns')
    expect(await path(cabin({ columns: ['A', 'é'] }))).toBe('cabins.0.columns')
    expect(await path(cabin({ aisleAfter: ['F'] }))).toBe('cabins.0.aisleAfter')
    expect(await path(cabin({ without: ['99A'] }))).toBe('cabins.0.without')
    expect(await path(cabin({ features: [{ seat: '99A', features: ['EXIT_ROW'] }] }))).toBe('cabins.0.features')
    expect(await path(cabin({}), cabin({ firstRow: 50, lastRow: 51 }))).toBe('cabins.1.cabin')
    expect(await path(cabin({}), cabin({ cabin: 'BUSINESS' }))).toBe('cabins.1.firstRow')
    expect(await path(cabin({ firstRow: 1, lastRow: 199 }))).toBe('cabins')
    expect(await path(cabin({ without: undefined, features: undefined }))).toBe('made')
  })

  test('nothing new is flown with a retired one', async () => {
    const { operator, key, made } = timetable
    const id = await made(createSeatLayout(operator, { name: 'gone', cabins: [economy({ features: [] })], ...key() }))
    await retireSeatLayout(operator, { id, ...key() })
    const wanted = { registration: 'VT-GONE', typeCode: 'A20N', layoutId: id }
    expect(await createAircraft(operator, { ...wanted, ...key() })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await scheduleFlight(operator, timetable.plan({ layoutId: id }))).toMatchObject({ code: 'NOT_FOUND' })
    await retireSeatLayout(operator, { id, retired: false, ...key() })
    expect(await createAircraft(operator, { ...wanted, ...key() })).toMatchObject({ ok: true })
  })
})

describe('aircraft', () => {
  test('a registration belongs to one', async () => {
    const { operator, key, layoutId, made } = timetable
    const wanted = { registration: 'VT-ONE', typeCode: 'A20N', layoutId }
    const id = await made(createAircraft(operator, { ...wanted, ...key() }))
    const taken = { code: 'INVALID_INPUT', path: ['input', 'registration'] }
    expect(await createAircraft(operator, { ...wanted, ...key() })).toMatchObject(taken)
    const other = await timetable.aircraft()
    expect(await changeAircraft(operator, { aircraftId: other, registration: 'VT-ONE', ...key() })).toMatchObject(taken)
    expect(await changeAircraft(operator, { aircraftId: id, typeCode: 'A21N', ...key() })).toMatchObject({ ok: true })
    expect((await loadAircraft(timetable.db.client, [id])).get(id)).toMatchObject({ ...wanted, typeCode: 'A21N' })
  })

  test('with flights ahead it keeps its layout and is not retired', async () => {
    const { operator, key, largerId } = timetable
    const aircraftId = await timetable.aircraft()
    const flightId = await timetable.schedule({ aircraftId, layoutId: null })
    const change = { aircraftId, layoutId: largerId }
    expect(await changeAircraft(operator, { ...change, ...key() })).toMatchObject({
      code: 'WRONG_STATE',
      state: 'IN_USE',
    })
    expect(await retireAircraft(operator, { id: aircraftId, ...key() })).toEqual({
      ok: false,
      code: 'AIRCRAFT_UNAVAILABLE',
      conflictsWith: [flightId],
    })
    const idle = await timetable.aircraft()
    expect(await changeAircraft(operator, { aircraftId: idle, layoutId: largerId, ...key() })).toMatchObject({
      ok: true,
    })
    expect(await retireAircraft(operator, { id: idle, ...key() })).toMatchObject({ ok: true })
    expect(await scheduleFlight(operator, timetable.plan({ aircraftId: idle, layoutId: null }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('in maintenance it flies nowhere, and what it flies keeps it from maintenance', async () => {
    const { operator, key } = timetable
    const aircraftId = await timetable.aircraft()
    const flightId = await timetable.schedule({ aircraftId, layoutId: null, departure: at(5, '09:00') })
    const check = (from: string, to: string) =>
      scheduleMaintenance(operator, { aircraftId, from, to, reason: 'C check', ...key() })
    expect(await check(instant(5, '10:30'), instant(5, '20:00'))).toMatchObject({ conflictsWith: [flightId] })
    expect(await check(instant(5, '11:00'), instant(5, '20:00'))).toEqual({
      ok: true,
      type: 'Aircraft',
      id: aircraftId,
    })
    const [window] = (await loadMaintenance(timetable.db.client, [aircraftId], new Date())).get(aircraftId) ?? []
    const during = timetable.plan({
      aircraftId,
      layoutId: null,
      origin: 'BOM',
      destination: 'DEL',
      departure: at(5, '19:00'),
    })
    expect(await scheduleFlight(operator, during)).toMatchObject({ conflictsWith: [window?.id] })
    const maintenanceId = window?.id ?? ''
    expect(await cancelMaintenance(operator, { maintenanceId, ...key() })).toMatchObject({ ok: true })
    expect(await cancelMaintenance(operator, { maintenanceId, ...key() })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await scheduleFlight(operator, { ...during, ...key() })).toMatchObject({ ok: true })
    expect(await check(instant(4, '01:00'), instant(4, '00:00'))).toMatchObject({ path: ['input', 'to'] })
    expect(await check('2020-01-01T00:00:00Z', '2020-01-02T00:00:00Z')).toMatchObject({ path: ['input', 'to'] })
  })
})

describe('what an aircraft flies', () => {
  const leg = (aircraftId: string | null, route: string, departure: string) => {
    const [origin = '', destination = ''] = route.split('-')
    return timetable.plan({
      aircraftId,
      layoutId: aircraftId ? null : timetable.layoutId,
      origin,
      destination,
      departure,
    })
  }
  const fly = async (aircraftId: string | null, route: string, departure: string) =>
    timetable.made(scheduleFlight(timetable.operator, leg(aircraftId, route, departure)))
  const assign = (flightId: string, aircraftId: string, through?: string) =>
    assignAircraft(timetable.operator, { flightId, aircraftId, ...(through && { through }), ...timetable.key() })

  test('is refused where it overlaps, follows too soon or begins elsewhere', async () => {
    const { operator } = timetable
    const aircraftId = await timetable.aircraft()
    const out = await fly(aircraftId, 'DEL-BOM', at(6, '09:00'))
    for (const [route, time] of [
      ['BOM-DEL', '10:00'],
      ['BOM-DEL', '11:29'],
      ['DEL-BOM', '20:00'],
    ] as const) {
      expect(await scheduleFlight(operator, leg(aircraftId, route, at(6, time)))).toEqual({
        ok: false,
        code: 'AIRCRAFT_UNAVAILABLE',
        conflictsWith: [out],
      })
    }
    expect(await scheduleFlight(operator, leg(aircraftId, 'BOM-DEL', at(6, '11:30')))).toMatchObject({ ok: true })
  })

  test('a flight without an aircraft gets one, a round trip moves to another as one', async () => {
    const [first, second] = [await timetable.aircraft(), await timetable.aircraft(timetable.largerId)]
    const out = await fly(null, 'DEL-BOM', at(7, '09:00'))
    expect(await assign(out, first)).toMatchObject({ ok: true })
    const back = await fly(first, 'BOM-DEL', at(7, '13:00'))
    // Alone the way out would leave the way back without its aircraft, and the new one away from Delhi.
    expect(await assign(out, second)).toMatchObject({ ok: true })
    expect(await assign(out, first)).toMatchObject({ ok: true })
    const next = await fly(first, 'DEL-BOM', at(8, '09:00'))
    expect(await assign(back, second)).toMatchObject({ code: 'AIRCRAFT_UNAVAILABLE', conflictsWith: [out, next] })
    expect(await assign(out, second, newId())).toMatchObject({ path: ['input', 'through'] })
    expect(await assign(out, second, back)).toMatchObject({ ok: true })
    expect(await timetable.flight(back)).toMatchObject({ aircraftId: second, layoutId: timetable.largerId })
    expect((await timetable.flight(next)).aircraftId).toBe(first)
    const told = (await timetable.events()).filter((e) => e.type === 'flight.changed.v1' && e.data.flightId === back)
    expect(told).toHaveLength(1)
  })

  test('two operators who plan one aircraft at once never plan it into two places', async () => {
    const { operator } = timetable
    const aircraftId = await timetable.aircraft()
    const plans = ['08:00', '08:30', '09:00', '09:30', '14:00', '14:15'].map((time) =>
      leg(aircraftId, 'DEL-BOM', at(9, time)),
    )
    const outcomes = await Promise.all(plans.map((plan) => scheduleFlight(operator, plan)))
    expect(outcomes.filter((o) => o.ok)).toHaveLength(1)
    const flights = await timetable.db.client.$queryRaw<Array<{ id: string; from: Date; to: Date }>>`
      SELECT id, departs_at AS \`from\`, arrives_at AS \`to\` FROM flight WHERE aircraft_id = ${aircraftId}`
    expect(clashes(flights)).toEqual([])
  })
})

describe('an aircraft that has flown', () => {
  test('is retired once it has landed; in the air it is in no hangar, though this is its first flight', async () => {
    const { operator, key } = timetable
    const aircraftId = await timetable.aircraft()
    const flightId = await timetable.schedule({
      aircraftId,
      layoutId: null,
      departure: at(1, '09:00'),
      duration: 'PT4H',
    })
    const { departsAt, arrivesAt } = await timetable.flight(flightId)
    const now = await dbNow(timetable.db.client)
    timetable.advance(departsAt.getTime() - now.getTime() + 60 * 60_000)
    const [from, to] = [90, 120].map((minutes) => new Date(departsAt.getTime() + minutes * 60_000).toISOString())
    const check = { aircraftId, from: from ?? '', to: to ?? '', reason: 'C check' }
    expect(await scheduleMaintenance(operator, { ...check, ...key() })).toMatchObject({ conflictsWith: [flightId] })
    expect(await retireAircraft(operator, { id: aircraftId, ...key() })).toMatchObject({ conflictsWith: [flightId] })
    timetable.advance(arrivesAt.getTime() - departsAt.getTime())
    expect(await retireAircraft(operator, { id: aircraftId, ...key() })).toMatchObject({ ok: true })
  })

  test('does not fly a late flight into its next ones, though the old time is past', async () => {
    const { operator, key } = timetable
    const aircraftId = await timetable.aircraft()
    const fly = (route: [string, string], time: string) =>
      timetable.schedule({
        aircraftId,
        layoutId: null,
        origin: route[0],
        destination: route[1],
        departure: at(2, time),
        duration: 'PT1H',
      })
    const out = await fly(['DEL', 'BOM'], '08:00')
    await fly(['BOM', 'DEL'], '10:00')
    const next = await fly(['DEL', 'BOM'], '13:00')
    const { departsAt } = await timetable.flight(out)
    const now = await dbNow(timetable.db.client)
    timetable.advance(departsAt.getTime() + 4 * 60 * 60_000 - now.getTime())
    const move = { flightId: out, departure: `${(await timetable.flight(out)).departsLocal.slice(0, 10)}T13:10` }
    const outcome = await rescheduleFlight(operator, { ...move, ...key() })
    expect(outcome).toMatchObject({ code: 'AIRCRAFT_UNAVAILABLE' })
    expect('conflictsWith' in outcome && outcome.conflictsWith).toContain(next)
  })

  test('two who want one free registration at once: one gets it, the other is told', async () => {
    const { operator, key } = timetable
    const ids = [await timetable.aircraft(), await timetable.aircraft()]
    const outcomes = await Promise.all(
      ids.map((aircraftId) => changeAircraft(operator, { aircraftId, registration: 'VT-DUO', ...key() })),
    )
    expect(outcomes.map((o) => (o.ok ? 'ok' : o.code)).sort()).toEqual(['INVALID_INPUT', 'ok'])
  })
})
