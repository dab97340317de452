import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { DAY_MS, type TimetableFixture, timetableFixture } from '../../../tests/support/timetable.ts'
import { loadFares } from '../fares/store.ts'
import { keepFlight, rescheduleFlight, setFares } from './change-flight.ts'
import { noteAvailability } from './note-availability.ts'
import { publishFlights } from './publish-flights.ts'
import { scheduleFlight } from './schedule-flight.ts'

let timetable: TimetableFixture
beforeAll(async () => {
  timetable = await timetableFixture()
})
afterAll(() => timetable.close())

const eventsOf = async (flightId: string) =>
  (await timetable.events()).filter((e) => e.subject === flightId).map((e) => e.type)

test('a flight within the sales window is on sale with the commit that schedules it, a later one in its time', async () => {
  const soon = await timetable.schedule()
  const late = await timetable.schedule({ departure: `${timetable.date(70)}T09:00` })
  expect(await eventsOf(soon)).toEqual(['flight.published.v1'])
  expect(await eventsOf(late)).toEqual([])
  expect(await timetable.flight(soon)).toMatchObject({
    status: 'SCHEDULED',
    departsLocal: `${timetable.date(5)}T09:00`,
  })
  await publishFlights(timetable.db, 80 * DAY_MS)
  expect(await eventsOf(late)).toEqual(['flight.published.v1'])
})

test('wall time at the origin, arrival by the duration, over zones and dates', async () => {
  const flight = await timetable.flight(
    await timetable.schedule({
      origin: 'JFK',
      destination: 'DEL',
      departure: '2027-03-13T22:30',
      duration: 'PT14H10M',
    }),
  )
  expect(flight.departsAt.toISOString()).toBe('2027-03-14T03:30:00.000Z')
  expect(flight.arrivesAt.toISOString()).toBe('2027-03-14T17:40:00.000Z')
  expect(flight.distanceKm).toBeGreaterThan(11_000)
})

test('a wall time that does not exist, or exists twice, is refused with its date', async () => {
  const { operator } = timetable
  const from = (origin: string, departure: string) => timetable.plan({ origin, destination: 'DEL', departure })
  expect(await scheduleFlight(operator, from('BER', '2027-03-28T02:30'))).toEqual({
    ok: false,
    code: 'AMBIGUOUS_LOCAL_TIME',
    dates: ['2027-03-28'],
  })
  expect(await scheduleFlight(operator, from('JFK', '2027-11-07T01:30'))).toMatchObject({ dates: ['2027-11-07'] })
  expect(await scheduleFlight(operator, from('JFK', '2027-11-07T02:00'))).toMatchObject({ ok: true })
})

test('hostile input is refused with the argument at fault, and schedules nothing', async () => {
  const { operator, fare } = timetable
  const [before] = await timetable.db.client.$queryRaw<Array<{ n: bigint }>>`SELECT COUNT(*) AS n FROM flight`
  const faults: Array<[string, object]> = [
    ['airline', { airline: "S'" }],
    ['number', { number: 'SJ' }],
    ['number', { number: 'SJ12345' }],
    ['origin', { origin: 'delhi' }],
    ['destination', { destination: 'DEL' }],
    ['departure', { departure: '2027-02-30T09:00' }],
    ['departure', { departure: '2027-03-28T09:00+02:00' }],
    ['departure', { departure: '2020-03-28T09:00' }],
    ['duration', { duration: 'PT0M' }],
    ['duration', { duration: 'P2D' }],
    ['duration', { duration: '-PT2H' }],
    ['duration', { duration: 'PT2H0.5S' }],
    ['layoutId', { layoutId: null }],
    ['layoutId', { layoutId: 'x' }],
    ['aircraftId', { aircraftId: "' OR 1=1" }],
    ['fares', { fares: [] }],
    ['fares.0.cabin', { fares: [fare({ cabin: 'FIRST' })] }],
    ['fares.1.cabin', { fares: [fare(), fare()] }],
    ['fares.0.currency', { fares: [fare({ currency: 'XXZ' })] }],
    ['fares.0.base', { fares: [fare({ base: '-1' })] }],
    ['fares.0.base', { fares: [fare({ base: '1e3' })] }],
    ['fares.0.taxes', { fares: [fare({ taxes: '0.001' })] }],
    ['fares.0.base', { fares: [fare({ base: '9'.repeat(30) })] }],
    ['fares.0.base', { fares: [fare({ base: '10000000000.01' })] }],
    ['fares.0.surcharges.0.seats.1', { fares: [fare({ surcharges: [{ seats: ['1A', "1A' OR 1=1"], amount: '1' }] })] }],
    ['fares.0.surcharges.0.amount', { fares: [fare({ surcharges: [{ amount: 'x' }] })] }],
    ['idempotencyKey', { idempotencyKey: 'é' }],
  ]
  for (const [path, overrides] of faults) {
    const outcome = await scheduleFlight(operator, timetable.plan(overrides))
    expect([path, outcome], path).toMatchObject([path, { code: expect.stringMatching(/INVALID_INPUT|NOT_FOUND/) }])
    if ('path' in outcome) expect(outcome.path).toEqual(['input', ...path.split('.')])
  }
  const [after] = await timetable.db.client.$queryRaw<Array<{ n: bigint }>>`SELECT COUNT(*) AS n FROM flight`
  expect(after).toEqual(before)
})

test('a number departs from a station once a day, and the same request twice is one flight', async () => {
  const { operator, key } = timetable
  const plan = timetable.plan({ number: 'SJ1' })
  const first = await scheduleFlight(operator, plan)
  expect(await scheduleFlight(operator, plan)).toEqual(first)
  expect(await scheduleFlight(operator, { ...plan, ...key() })).toMatchObject({ path: ['input', 'number'] })
  expect(await scheduleFlight(operator, { ...plan, ...key(), departure: `${timetable.date(6)}T09:00` })).toMatchObject({
    ok: true,
  })
})

test('new fares reach booking, in the currency of the flight', async () => {
  const { operator, key, fare } = timetable
  const flightId = await timetable.schedule()
  const change = { flightId, fares: [fare({ base: '98000', taxes: '0', currency: 'JPY', cancelFee: '500' })] }
  expect(await setFares(operator, { ...change, ...key() })).toMatchObject({ ok: true })
  const { fareSetId } = await timetable.flight(flightId)
  expect((await loadFares(timetable.db.client, [fareSetId])).get(fareSetId)).toMatchObject([
    { cabin: 'ECONOMY', baseMinor: 98000, currency: 'JPY', cancelFeeMinor: 500, refundable: true },
  ])
  const event = (await timetable.events()).findLast((e) => e.subject === flightId)
  expect(event).toMatchObject({ type: 'flight.changed.v1', data: { fares: [{ baseMinor: 98000 }] } })
  expect(await setFares(operator, { ...change, fares: [fare({ cabin: 'FIRST' })], ...key() })).toMatchObject({
    path: ['input', 'fares', '0', 'cabin'],
  })
  expect(await setFares(operator, { ...change, flightId: newId(), ...key() })).toMatchObject({ code: 'NOT_FOUND' })
})

test('a flight moves to another time with what its aircraft can fly, and tells of both times', async () => {
  const { operator, key } = timetable
  const aircraftId = await timetable.aircraft()
  const out = await timetable.schedule({ aircraftId, layoutId: null, departure: `${timetable.date(10)}T09:00` })
  const back = {
    aircraftId,
    layoutId: null,
    origin: 'BOM',
    destination: 'DEL',
    departure: `${timetable.date(10)}T13:00`,
  }
  const backId = await timetable.schedule(back)
  const before = await timetable.flight(out)
  const move = (departure: string) => rescheduleFlight(operator, { flightId: out, departure, reason: 'Fog', ...key() })
  expect(await move(`${timetable.date(10)}T10:45`)).toMatchObject({ conflictsWith: [backId] })
  expect(await move(`${timetable.date(10)}T10:30`)).toMatchObject({ ok: true })
  const after = await timetable.flight(out)
  expect(after.departsAt.getTime() - before.departsAt.getTime()).toBe(90 * 60_000)
  expect(after.salesCloseAt.getTime() - before.salesCloseAt.getTime()).toBe(90 * 60_000)
  const event = (await timetable.events()).findLast((e) => e.subject === out)
  expect(event).toMatchObject({
    type: 'flight.changed.v1',
    data: { departsAt: after.departsAt.toISOString(), previous: { departsAt: before.departsAt.toISOString() } },
  })
  expect(await move('2020-01-01T09:00')).toMatchObject({ path: ['input', 'departure'] })
  expect(await keepFlight(operator, { flightId: out, ...key() })).toMatchObject({ code: 'WRONG_STATE' })
})

test('publishers and operators at once: each flight goes on sale once, and the last word about it is how it is', async () => {
  const { operator, key, fare } = timetable
  const ids = await Promise.all(
    Array.from({ length: 12 }, () => timetable.schedule({ departure: `${timetable.date(100)}T09:00` })),
  )
  const publisher = async () => {
    while ((await publishFlights(timetable.db, 120 * DAY_MS)) > 0);
  }
  const dearer = (flightId: string) =>
    setFares(operator, { flightId, fares: [fare({ base: '9000' })], ...key() }).then((outcome) => {
      expect(outcome).toMatchObject({ ok: true })
    })
  await Promise.all([publisher(), ...ids.map(dearer), publisher()])
  const events = await timetable.events()
  for (const id of ids) {
    const own = events.flatMap((e) =>
      e.subject === id && (e.type === 'flight.published.v1' || e.type === 'flight.changed.v1') ? [e] : [],
    )
    expect(own.filter((e) => e.type === 'flight.published.v1')).toHaveLength(1)
    expect(own[0]?.type).toBe('flight.published.v1')
    expect(own.at(-1)?.data).toMatchObject({
      revision: (await timetable.flight(id)).revision,
      fares: [{ baseMinor: 9000_00 }],
    })
  }
})

test('of two flights that move to one day at once with one number, one does', async () => {
  const { operator, key } = timetable
  for (let day = 20; day < 26; day++) {
    const number = `SJ${7000 + day}`
    const ids = [
      await timetable.schedule({ number, departure: `${timetable.date(day)}T09:00` }),
      await timetable.schedule({ number, departure: `${timetable.date(day + 1)}T09:00` }),
    ]
    const departure = `${timetable.date(day + 2)}T09:00`
    const both = await Promise.all(ids.map((flightId) => rescheduleFlight(operator, { flightId, departure, ...key() })))
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both).toContainEqual(expect.objectContaining({ code: 'INVALID_INPUT', path: ['input', 'departure'] }))
  }
})

test('what booking tells of seats is kept by its version: an older word changes nothing', async () => {
  const flightId = await timetable.schedule()
  const told = (version: number, sold: boolean, soldOut: Array<'ECONOMY'>) =>
    ({ type: 'availability.changed.v1', data: { flightId, version, sold, soldOut } }) as never
  const soldOut = async () => {
    const [row] = await timetable.db.client.$queryRaw<Array<{ cabins: string }>>`
      SELECT sold_out AS cabins FROM flight WHERE id = ${flightId}`
    return `${(await timetable.flight(flightId)).sold} ${row?.cabins}`
  }
  expect(await soldOut()).toBe('false ')
  await noteAvailability(timetable.db, [told(7, true, ['ECONOMY'])])
  await noteAvailability(timetable.db, [told(3, false, []), told(7, true, ['ECONOMY'])])
  expect(await soldOut()).toBe('true ECONOMY')
  await noteAvailability(timetable.db, [told(9, true, [])])
  expect(await soldOut()).toBe('true ')
})
