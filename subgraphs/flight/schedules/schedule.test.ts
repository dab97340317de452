import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesOf, datesOf, expand, type ScheduleRow } from './schedule.ts'

const schedule = (overrides: Partial<ScheduleRow> = {}): ScheduleRow => ({
  id: 's',
  airlineCode: 'SJ',
  number: 'SJ1',
  origin: 'BER',
  destination: 'DEL',
  departureTime: '02:30',
  daysOfWeek: [1, 7],
  validFrom: '2027-03-22',
  validTo: '2027-04-05',
  durationMin: 480,
  layoutId: 'l1',
  fareSetId: 'f1',
  ...overrides,
})

test('a pattern has its weekdays between its dates, both included', () => {
  expect(datesOf(schedule())).toEqual(['2027-03-22', '2027-03-28', '2027-03-29', '2027-04-04', '2027-04-05'])
  expect(datesOf(schedule({ validTo: '2027-03-22' }))).toEqual(['2027-03-22'])
  expect(datesOf(schedule({ daysOfWeek: [3], validTo: '2027-03-22' }))).toEqual([])
})

test('a wall time that a change of the clocks skips is named by its dates', () => {
  const { departures, ambiguous } = expand(schedule(), 'Europe/Berlin')
  expect(ambiguous).toEqual(['2027-03-28'])
  expect(departures.map((d) => d.departsAt.toISOString())).toEqual([
    '2027-03-22T01:30:00.000Z',
    '2027-03-29T00:30:00.000Z',
    '2027-04-04T00:30:00.000Z',
    '2027-04-05T00:30:00.000Z',
  ])
})

test('property: a year of a daily schedule keeps its wall time and its block time in every zone', () => {
  const minute = fc.integer({ min: 0, max: 1439 })
  fc.assert(
    fc.property(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), minute, (zone, at) => {
      const departureTime = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
      const daily = schedule({
        departureTime,
        daysOfWeek: [1, 2, 3, 4, 5, 6, 7],
        validFrom: '2027-01-01',
        validTo: '2027-12-31',
      })
      const { departures, ambiguous } = expand(daily, zone)
      expect(departures.length + ambiguous.length).toBe(365)
      for (const { date, departsAt, arrivesAt } of departures) {
        const shown = Temporal.Instant.fromEpochMilliseconds(departsAt.getTime()).toZonedDateTimeISO(zone)
        expect(`${shown.toPlainDate()} ${shown.toPlainTime().toString().slice(0, 5)}`).toBe(`${date} ${departureTime}`)
        expect(arrivesAt.getTime() - departsAt.getTime()).toBe(480 * 60_000)
      }
    }),
    { numRuns: 60 },
  )
})

test('what is sold stays and is listed, what is not follows, what has no day is withdrawn, what is new is added', () => {
  const { departures } = expand(schedule({ departureTime: '09:00', daysOfWeek: [1] }), 'Europe/Berlin')
  const old = expand(schedule({ departureTime: '08:00' }), 'Europe/Berlin').departures
  const flights = old
    .filter(({ date }) => date !== '2027-04-05')
    .map((d, n) => ({ ...d, layoutId: 'l1', sold: n === 0 || d.date === '2027-03-28' }))
  const changes = changesOf(flights, { departures, layoutId: 'l1' })
  expect(changes.undecided.map((f) => f.date)).toEqual(['2027-03-22', '2027-03-28'])
  expect(changes.change.map(({ departure }) => departure.departsAt.toISOString())).toEqual(['2027-03-29T07:00:00.000Z'])
  expect(changes.withdraw.map((f) => f.date)).toEqual(['2027-04-04'])
  expect(changes.add.map((d) => d.date)).toEqual(['2027-04-05'])
  expect(changes.keep).toEqual([])
  const same = changesOf(flights, { departures: old, layoutId: 'l1' })
  expect(same).toMatchObject({ change: [], withdraw: [], undecided: [], add: [{ date: '2027-04-05' }] })
  expect(same.keep).toHaveLength(4)
  expect(changesOf(flights, { departures: old, layoutId: 'l2' }).change).toHaveLength(2)
})
