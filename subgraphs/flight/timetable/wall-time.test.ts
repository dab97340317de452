import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf } from './wall-time.ts'

test.each([
  ['2027-03-28', '07:05', 'Europe/Berlin', '2027-03-28T05:05:00.000Z'],
  ['2027-03-28', '01:59', 'Europe/Berlin', '2027-03-28T00:59:00.000Z'],
  ['2027-03-28', '02:00', 'Europe/Berlin', undefined],
  ['2027-03-28', '02:59', 'Europe/Berlin', undefined],
  ['2027-03-28', '03:00', 'Europe/Berlin', '2027-03-28T01:00:00.000Z'],
  ['2027-10-31', '01:59', 'Europe/Berlin', '2027-10-30T23:59:00.000Z'],
  ['2027-10-31', '02:30', 'Europe/Berlin', undefined],
  ['2027-10-31', '03:00', 'Europe/Berlin', '2027-10-31T02:00:00.000Z'],
  // Half an hour forward, and a place without any change.
  ['2027-10-03', '02:15', 'Australia/Lord_Howe', undefined],
  ['2027-03-28', '02:30', 'Asia/Kolkata', '2027-03-27T21:00:00.000Z'],
])('%s %s in %s is %s', (date, time, zone, instant) => {
  expect(instantOf({ date, time }, zone)?.toISOString()).toBe(instant)
})

test('property: an instant shows the wall time it was made of, in every zone, on every day of a year', () => {
  const zones = Intl.supportedValuesOf('timeZone')
  let ambiguous = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 364 }),
      fc.integer({ min: 0, max: 1439 }),
      (zone, day, minute) => {
        const date = Temporal.PlainDate.from('2027-01-01').add({ days: day })
        const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 })
        const instant = instantOf({ date: date.toString(), time: time.toString().slice(0, 5) }, zone)
        if (!instant) {
          ambiguous++
          return
        }
        const shown = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
          .toZonedDateTimeISO(zone)
          .toPlainDateTime()
        expect(shown.equals(date.toPlainDateTime(time))).toBe(true)
      },
    ),
    { numRuns: 2000 },
  )
  expect(ambiguous).toBeLessThan(20)
})
