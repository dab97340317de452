import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FlightId } from '#lib/ids.ts'
import { type TimetableFixture, timetableFixture } from '../../../tests/support/timetable.ts'
import { retireAirport } from '../catalogue/change-airports.ts'
import { cancelFlight, updateFlightStatus } from '../status/update-flight-status.ts'
import { keepFlight, rescheduleFlight } from '../timetable/change-flight.ts'
import { noteAvailability } from '../timetable/note-availability.ts'
import { loadFlights } from '../timetable/store.ts'
import { changeSchedule } from './change-schedule.ts'
import { type CreateScheduleInput, createSchedule } from './create-schedule.ts'
import { loadSchedules } from './store.ts'

let timetable: TimetableFixture
beforeAll(async () => {
  timetable = await timetableFixture()
})
afterAll(() => timetable.close())

let numbers = 0
const create = (overrides: Partial<CreateScheduleInput> = {}) =>
  createSchedule(timetable.operator, {
    airline: 'SJ',
    number: `SJ${5000 + numbers++}`,
    origin: 'DEL',
    destination: 'BOM',
    departureTime: '09:00',
    daysOfWeek: [1, 2, 3, 4, 5, 6, 7],
    validFrom: timetable.date(3),
    validTo: timetable.date(9),
    duration: 'PT2H',
    layoutId: timetable.layoutId,
    fares: [timetable.fare()],
    ...timetable.key(),
    ...overrides,
  })
const made = async (overrides: Partial<CreateScheduleInput> = {}) => {
  const outcome = await create(overrides)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  return outcome.id.split('/')[0] as string
}
const change = async (scheduleId: string, to: object) => {
  const outcome = await changeSchedule(timetable.operator, { scheduleId, ...to, ...timetable.key() })
  return outcome.ok ? outcome.id.slice(scheduleId.length + 1) : outcome
}
const flights = async (id: string) => {
  const { client } = timetable.db
  const found = await client.$queryRaw<Array<{ id: string }>>`SELECT id FROM flight WHERE schedule_id = ${id}`
  const all = await loadFlights(
    client,
    found.map((f) => f.id),
  )
  return [...all.values()].sort(
    (a, b) => a.departsAt.getTime() - b.departsAt.getTime() || (a.status < b.status ? -1 : 1),
  )
}
const shown = async (id: string) =>
  (await flights(id)).map((f) => `${f.departsLocal.slice(5)} ${f.status}${f.undecided ? ' ?' : ''}`)
const day = (n: number) => timetable.date(n).slice(5)
const sell = (flightId: FlightId) =>
  noteAvailability(timetable.db, [
    { type: 'availability.changed.v1', data: { flightId, version: 2, sold: true, soldOut: [] } } as never,
  ])

test('a pattern becomes flights date by date, those of the sales window on sale at once', async () => {
  const outcome = await create({ validTo: timetable.date(102) })
  expect(outcome).toMatchObject({ ok: true, type: 'ScheduleCreated', id: expect.stringMatching(/\/5[78]$/) })
  const id = outcome.ok ? (outcome.id.split('/')[0] as string) : ''
  const all = await flights(id)
  expect(all).toHaveLength(100)
  expect(all.filter((f) => f.publishedAt !== null).length).toBe(Number(outcome.ok && outcome.id.split('/')[1]))
  expect((await loadSchedules(timetable.db.client, [id])).get(id)).toMatchObject({
    daysOfWeek: [1, 2, 3, 4, 5, 6, 7],
    validTo: timetable.date(102),
    durationMin: 120,
  })
})

test('the same request twice, also at once, is one schedule', async () => {
  const input = { ...timetable.key(), number: 'SJ4999' }
  const outcomes = await Promise.all([create(input), create(input), create(input)])
  expect(new Set(outcomes.map((o) => JSON.stringify(o))).size).toBe(1)
  expect(await create({ number: 'SJ4999' })).toMatchObject({ path: ['input', 'number'] })
})

test('a wall time that does not exist on some dates names them, and makes nothing', async () => {
  const berlin = { origin: 'BER', departureTime: '02:30', validFrom: '2027-03-01', validTo: '2027-11-30' }
  expect(await create(berlin)).toEqual({ ok: false, code: 'AMBIGUOUS_LOCAL_TIME', dates: ['2027-03-28', '2027-10-31'] })
})

test('hostile input is refused with the argument at fault', async () => {
  const faults: Array<[string, object]> = [
    ['departureTime', { departureTime: '24:00' }],
    ['daysOfWeek', { daysOfWeek: [] }],
    ['daysOfWeek.0', { daysOfWeek: [8] }],
    ['daysOfWeek', { daysOfWeek: [1, 1] }],
    ['validFrom', { validFrom: '2027-02-30' }],
    ['validTo', { validTo: timetable.date(2) }],
    ['validTo', { validTo: '2099-01-01' }],
    ['validTo', { validFrom: '2020-01-01', validTo: '2020-02-01' }],
    ['layoutId', { layoutId: 'x' }],
    ['fares.0.cabin', { fares: [timetable.fare({ cabin: 'FIRST' })] }],
  ]
  for (const [path, overrides] of faults) {
    expect(await create(overrides), path).toMatchObject({ code: 'INVALID_INPUT', path: ['input', ...path.split('.')] })
  }
})

test('flights nobody has bought follow a change, sold ones stay and are listed until an operator decides', async () => {
  const id = await made()
  const [, sold] = await flights(id)
  if (!sold) throw new Error('There are seven flights.')
  await sell(sold.id)
  expect(await change(id, { departureTime: '10:30' })).toBe('0/6/0')
  expect(await shown(id)).toEqual(
    [3, 4, 5, 6, 7, 8, 9].map((n) => (n === 4 ? `${day(4)}T09:00 SCHEDULED ?` : `${day(n)}T10:30 SCHEDULED`)),
  )
  const told = (await timetable.events()).filter((e) => e.type === 'flight.changed.v1').map((e) => e.subject)
  expect(told).not.toContain(sold.id)
  expect(await keepFlight(timetable.operator, { flightId: sold.id, ...timetable.key() })).toMatchObject({ ok: true })
  expect((await timetable.flight(sold.id)).undecided).toBe(false)
})

test('days that go are withdrawn, days that come are added, and may come back', async () => {
  const id = await made()
  const [first, last] = [await flights(id), timetable.date(9)]
  const sold = first[6]
  if (!sold) throw new Error('There are seven flights.')
  await sell(sold.id)
  expect(await change(id, { validTo: timetable.date(7) })).toBe('0/0/1')
  expect(await shown(id)).toEqual([
    ...[3, 4, 5, 6, 7].map((n) => `${day(n)}T09:00 SCHEDULED`),
    `${day(8)}T09:00 CANCELLED`,
    `${last.slice(5)}T09:00 SCHEDULED ?`,
  ])
  expect(await change(id, { validTo: timetable.date(10) })).toBe('2/0/0')
  expect((await shown(id)).filter((f) => f.endsWith('SCHEDULED'))).toHaveLength(8)
})

test('other fares and another layout reach what is unsold; a layout comes with its fares', async () => {
  const id = await made()
  const { largerId } = timetable
  expect(await change(id, { layoutId: largerId })).toMatchObject({ path: ['input', 'fares'] })
  const fares = [timetable.fare({ base: '5000' })]
  expect(await change(id, { fares })).toBe('0/0/0')
  const { fareSetId } = (await loadSchedules(timetable.db.client, [id])).get(id) ?? {}
  expect(new Set((await flights(id)).map((f) => f.fareSetId))).toEqual(new Set([fareSetId]))
  expect(await change(id, { layoutId: largerId, fares })).toBe('0/7/0')
  expect(new Set((await flights(id)).map((f) => f.layoutId))).toEqual(new Set([largerId]))
})

test('a flight that was cancelled or moved does not come back with the next change of its schedule', async () => {
  const id = await made()
  const [first, second, third] = await flights(id)
  if (!first || !second || !third) throw new Error('There are seven flights.')
  await cancelFlight(timetable.operator, { flightId: first.id, reason: 'Strike', ...timetable.key() })
  await sell(second.id)
  await rescheduleFlight(timetable.operator, {
    flightId: second.id,
    departure: `${timetable.date(2)}T23:00`,
    ...timetable.key(),
  })
  await updateFlightStatus(timetable.operator, { flightId: third.id, status: 'BOARDING', ...timetable.key() })
  expect(await change(id, { fares: [timetable.fare({ base: '5000' })] })).toBe('0/0/0')
  const all = await flights(id)
  expect(all).toHaveLength(7)
  expect(all.filter((f) => f.undecided).map((f) => f.id)).toEqual([second.id])
})

test('nothing new is put on by a schedule of what is retired, what is planned stays', async () => {
  const id = await made()
  await retireAirport(timetable.operator, { id: 'BOM', ...timetable.key() })
  expect(await change(id, { validTo: timetable.date(20) })).toMatchObject({ code: 'NOT_FOUND', what: 'airport' })
  expect(await change(id, { departureTime: '11:00' })).toBe('0/7/0')
  await retireAirport(timetable.operator, { id: 'BOM', retired: false, ...timetable.key() })
})

test('a flight that was moved away does not come back to a day on which its number departs by now', async () => {
  const id = await made()
  const [first] = await flights(id)
  if (!first) throw new Error('There are seven flights.')
  const [day] = first.departsLocal.split('T')
  const away = { flightId: first.id, departure: `${timetable.date(30)}T10:00`, ...timetable.key() }
  await timetable.made(rescheduleFlight(timetable.operator, away))
  await timetable.schedule({ number: first.number, departure: `${day}T18:00` })
  const before = await flights(id)
  const outcome = await changeSchedule(timetable.operator, {
    scheduleId: id,
    departureTime: '11:00',
    ...timetable.key(),
  })
  expect(outcome).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'daysOfWeek'] })
  expect(await flights(id)).toEqual(before)
})

test('two operators who change one schedule at once leave all its flights as one of them wanted', async () => {
  const id = await made()
  const times = ['10:15', '11:30', '12:45', '13:00']
  const outcomes = await Promise.all(times.map((departureTime) => change(id, { departureTime })))
  expect(outcomes).toEqual(times.map(() => '0/7/0'))
  const schedule = (await loadSchedules(timetable.db.client, [id])).get(id)
  const all = await flights(id)
  expect(all).toHaveLength(7)
  expect(new Set(all.map((f) => f.departsLocal.slice(11)))).toEqual(new Set([schedule?.departureTime]))
  const lastTold = new Map((await timetable.events()).map((e) => [e.subject, e]))
  for (const { id: flightId, departsAt } of all) {
    expect(lastTold.get(flightId)?.data).toMatchObject({ departsAt: departsAt.toISOString() })
  }
})

test('two who make one schedule at once: one does, and no day has two flights', async () => {
  const number = 'SJ9998'
  const outcomes = await Promise.all([create({ number }), create({ number }), create({ number })])
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome).toMatchObject({ path: ['input', 'number'] })
  const found = await timetable.db.client.$queryRaw<unknown[]>`SELECT id FROM flight WHERE number = ${number}`
  expect(found).toHaveLength(7)
})
