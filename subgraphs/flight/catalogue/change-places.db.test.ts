import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TimetableFixture, timetableFixture } from '../../../tests/support/timetable.ts'
import { createAirline, renameAirline, retireAirline } from './change-airlines.ts'
import { changeAirport, createAirport, retireAirport } from './change-airports.ts'
import { loadCatalogue } from './store.ts'

let timetable: TimetableFixture
beforeAll(async () => {
  timetable = await timetableFixture()
})
afterAll(() => timetable.close())

const place = {
  code: 'LHR',
  name: 'Heathrow',
  city: 'London',
  countryCode: 'GB',
  timeZone: 'Europe/London',
  latitude: 51.47,
  longitude: -0.45,
}
const airports = async () => (await loadCatalogue(timetable.db.client)).airports

test('an airport is made with its city, and its sister finds the city there', async () => {
  const { operator, key } = timetable
  expect(await createAirport(operator, { ...place, ...key() })).toEqual({ ok: true, type: 'Airport', id: 'LHR' })
  await createAirport(operator, { ...place, code: 'LGW', name: 'Gatwick', minConnection: 'PT45M', ...key() })
  const [lhr, lgw] = [(await airports()).get('LHR'), (await airports()).get('LGW')]
  expect(lhr).toMatchObject({ minConnectionMin: 60, retiredAt: null, timeZone: 'Europe/London' })
  expect(lgw).toMatchObject({ minConnectionMin: 45, cityId: lhr?.cityId })
})

test('the same request again is the same airport; the code belongs to one', async () => {
  const { operator, key } = timetable
  const again = { ...place, code: 'STN', ...key() }
  expect(await createAirport(operator, again)).toMatchObject({ ok: true })
  expect(await createAirport(operator, again)).toMatchObject({ ok: true, id: 'STN' })
  expect(await createAirport(operator, { ...again, name: 'Other' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
  expect(await createAirport(operator, { ...place, code: 'STN', ...key() })).toMatchObject({
    code: 'INVALID_INPUT',
    path: ['input', 'code'],
  })
})

test('what is left out of a change stays, null included', async () => {
  const { operator, key } = timetable
  await createAirport(operator, { ...place, code: 'LCY', ...key() })
  expect(await changeAirport(operator, { code: 'LCY', name: 'City', timeZone: null, ...key() })).toMatchObject({
    ok: true,
  })
  const before = (await airports()).get('LHR')
  expect((await airports()).get('LCY')).toMatchObject({ ...before, code: 'LCY', name: 'City' })
  await changeAirport(operator, { code: 'LCY', city: 'Docklands', ...key() })
  expect((await airports()).get('LCY')?.cityId).not.toBe(before?.cityId)
})

test('a time zone stays as long as flights are to come or go', async () => {
  const { operator, key } = timetable
  await timetable.schedule({ origin: 'BOM', destination: 'DEL' })
  const change = { code: 'DEL', timeZone: 'Asia/Colombo' }
  expect(await changeAirport(operator, { ...change, ...key() })).toMatchObject({ code: 'WRONG_STATE', state: 'IN_USE' })
  expect((await airports()).get('DEL')?.timeZone).toBe('Asia/Kolkata')
  expect(await changeAirport(operator, { ...change, code: 'JFK', ...key() })).toMatchObject({ ok: true })
})

test('what is retired is used for nothing new, until it is taken back', async () => {
  const { operator, key } = timetable
  await createAirline(operator, { code: 'OLD', name: 'Old Air', ...key() })
  await createAirport(operator, { ...place, code: 'OLD', ...key() })
  await retireAirline(operator, { id: 'OLD', ...key() })
  await retireAirport(operator, { id: 'OLD', retired: true, ...key() })
  const refused = (overrides: object) => timetable.schedule(overrides).catch((error: Error) => error.message)
  expect(await refused({ airline: 'OLD' })).toContain('"what":"airline"')
  expect(await refused({ destination: 'OLD' })).toContain('"what":"airport"')
  await retireAirline(operator, { id: 'OLD', retired: false, ...key() })
  await retireAirport(operator, { id: 'OLD', retired: false, ...key() })
  expect(await timetable.schedule({ airline: 'OLD', destination: 'OLD' })).toBeTruthy()
  expect(await renameAirline(operator, { code: 'OLD', name: 'New Air', ...key() })).toMatchObject({ ok: true })
  expect((await loadCatalogue(timetable.db.client)).airlines.get('OLD')).toMatchObject({
    name: 'New Air',
    retiredAt: null,
  })
})

test('hostile input is refused with the argument at fault, and makes nothing', async () => {
  const { operator, key } = timetable
  const before = (await airports()).size
  const faults: Array<[string, object]> = [
    ['code', { code: 'lhr' }],
    ['code', { code: 'LHRX' }],
    ['code', { code: 'LÉR' }],
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 'a\nb' }],
    ['name', { name: 'a\ud800' }],
    ['city', { city: '' }],
    ['countryCode', { countryCode: 'GBR' }],
    ['timeZone', { timeZone: 'Europe/Lundon' }],
    ['latitude', { latitude: 91 }],
    ['longitude', { longitude: -181 }],
    ['latitude', { latitude: Number.NaN }],
    ['minConnection', { minConnection: 'PT1M' }],
    ['minConnection', { minConnection: 'P1Y' }],
    ['minConnection', { minConnection: 'soon' }],
    ['idempotencyKey', { idempotencyKey: '' }],
  ]
  for (const [argument, overrides] of faults) {
    expect(
      await createAirport(operator, { ...place, code: 'XXX', ...key(), ...overrides }),
      JSON.stringify(overrides),
    ).toMatchObject({ code: 'INVALID_INPUT', path: ['input', argument] })
  }
  expect((await airports()).size).toBe(before)
  expect(await changeAirport(operator, { code: 'QQQ', ...key() })).toEqual({
    ok: false,
    code: 'NOT_FOUND',
    what: 'airport',
  })
  expect(await retireAirline(operator, { id: 'QQ', ...key() })).toEqual({
    ok: false,
    code: 'NOT_FOUND',
    what: 'airline',
  })
})
