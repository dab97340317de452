import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { type TimetableFixture, timetableFixture } from '../../../tests/support/timetable.ts'
import { setFares } from '../timetable/change-flight.ts'
import { scheduleFlight } from '../timetable/schedule-flight.ts'
import { cancelFlight, correctFlightStatus, updateFlightStatus } from './update-flight-status.ts'

let timetable: TimetableFixture
beforeAll(async () => {
  timetable = await timetableFixture()
})
afterAll(() => timetable.close())

const lastEvent = async (flightId: string) => (await timetable.events()).findLast((e) => e.subject === flightId)
const update = (flightId: string, change: object) =>
  updateFlightStatus(timetable.operator, { flightId, status: 'SCHEDULED', ...change, ...timetable.key() } as never)
const cancel = (flightId: string, reason = 'No crew') =>
  cancelFlight(timetable.operator, { flightId, reason, ...timetable.key() })

test('each change is told with what was before', async () => {
  const flightId = await timetable.schedule()
  const { departsAt } = await timetable.flight(flightId)
  const estimated = new Date(departsAt.getTime() + 45 * 60_000).toISOString()
  await update(flightId, { departure: { gate: 'A1', terminal: '2' } })
  expect(
    await update(flightId, { status: 'DELAYED', departure: { estimated, gate: 'B7' }, reason: 'Fog' }),
  ).toMatchObject({ ok: true })
  expect(await lastEvent(flightId)).toMatchObject({
    type: 'flight.status-changed.v1',
    data: {
      status: 'DELAYED',
      estimatedDeparture: estimated,
      gate: 'B7',
      terminal: '2',
      reason: 'Fog',
      departsAt: departsAt.toISOString(),
      previous: { status: 'SCHEDULED', estimatedDeparture: null, gate: 'A1', terminal: '2' },
    },
  })
})

test('a status that cannot follow is a wrong state, and cancelling has its own way', async () => {
  const flightId = await timetable.schedule()
  for (const status of ['DEPARTED', 'LANDED', 'ARRIVED', 'DIVERTED']) {
    expect(await update(flightId, { status })).toMatchObject({ code: 'WRONG_STATE', state: 'SCHEDULED' })
  }
  expect(await update(flightId, { status: 'CANCELLED' })).toMatchObject({ path: ['input', 'status'] })
  expect(await update(newId(), {})).toMatchObject({ code: 'NOT_FOUND' })
  expect(await update(flightId, { departure: { gate: 'A very long gate' } })).toMatchObject({
    path: ['input', 'departure', 'gate'],
  })
  for (const status of ['BOARDING', 'DEPARTED', 'LANDED', 'ARRIVED'])
    expect(await update(flightId, { status })).toMatchObject({ ok: true })
  expect(await cancel(flightId)).toMatchObject({ code: 'WRONG_STATE', state: 'ARRIVED' })
  expect(await setFares(timetable.operator, { flightId, fares: [timetable.fare()], ...timetable.key() })).toMatchObject(
    {
      code: 'WRONG_STATE',
    },
  )
})

test('a departure set by mistake is taken back, and all are told', async () => {
  const flightId = await timetable.schedule()
  const before = await timetable.flight(flightId)
  const correct = (status: string, reason = 'Set by mistake') =>
    correctFlightStatus(timetable.operator, { flightId, status, reason, ...timetable.key() } as never)
  expect(await correct('SCHEDULED')).toMatchObject({ code: 'WRONG_STATE', state: 'SCHEDULED' })
  for (const status of ['BOARDING', 'DEPARTED']) await update(flightId, { status })
  expect((await timetable.flight(flightId)).departureActual).not.toBeNull()
  expect(await correct('ARRIVED')).toMatchObject({ code: 'WRONG_STATE', state: 'DEPARTED' })
  expect(await correct('SCHEDULED', ' ')).toMatchObject({ path: ['input', 'reason'] })
  expect(await correct('SCHEDULED')).toMatchObject({ ok: true })
  const after = await timetable.flight(flightId)
  expect(after).toEqual({ ...before, revision: before.revision + 3, statusReason: 'Set by mistake' })
  expect(await lastEvent(flightId)).toMatchObject({
    data: { previous: { status: 'DEPARTED' }, status: 'SCHEDULED', reason: 'Set by mistake', revision: after.revision },
  })
  await cancel(flightId)
  expect(await correct('SCHEDULED')).toMatchObject({ code: 'WRONG_STATE', state: 'CANCELLED' })
  const nowhere = { flightId: newId(), status: 'SCHEDULED', reason: 'x', ...timetable.key() } as const
  expect(await correctFlightStatus(timetable.operator, nowhere)).toMatchObject({ code: 'NOT_FOUND' })
})

test('a cancelled flight gives its number back for the day, and strands what its aircraft flies next', async () => {
  const aircraftId = await timetable.aircraft()
  const day = timetable.date(12)
  const plan = timetable.plan({ aircraftId, layoutId: null, departure: `${day}T09:00` })
  const out = await timetable.made(scheduleFlight(timetable.operator, plan))
  const back = await timetable.schedule({
    aircraftId,
    layoutId: null,
    origin: 'BOM',
    destination: 'DEL',
    departure: `${day}T13:00`,
  })
  const next = await timetable.schedule({ aircraftId, layoutId: null, departure: `${day}T20:00` })
  expect(await cancel(out)).toMatchObject({ ok: true })
  expect(await cancel(out)).toMatchObject({ code: 'WRONG_STATE', state: 'CANCELLED' })
  expect(await timetable.flight(out)).toMatchObject({ status: 'CANCELLED', statusReason: 'No crew' })
  expect((await timetable.flight(back)).aircraftId).toBeNull()
  expect((await timetable.flight(next)).aircraftId).toBe(aircraftId)
  expect(await lastEvent(out)).toMatchObject({
    type: 'flight.status-changed.v1',
    data: { status: 'CANCELLED', reason: 'No crew' },
  })
  const again = { ...plan, aircraftId: null, layoutId: timetable.layoutId }
  expect(await scheduleFlight(timetable.operator, { ...again, ...timetable.key() })).toMatchObject({ ok: true })
})
