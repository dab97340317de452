import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atStation, distanceKm, isoDuration } from './flight.ts'

test.each([
  ['2027-03-28T00:59:00Z', 'Europe/London', '2027-03-28T00:59:00+00:00'],
  ['2027-03-28T01:00:00Z', 'Europe/London', '2027-03-28T02:00:00+01:00'],
  ['2027-10-31T00:30:00Z', 'Europe/London', '2027-10-31T01:30:00+01:00'],
  ['2027-10-31T01:30:00Z', 'Europe/London', '2027-10-31T01:30:00+00:00'],
  ['2027-01-01T00:00:00Z', 'Asia/Kolkata', '2027-01-01T05:30:00+05:30'],
  ['2027-01-01T00:00:00Z', 'America/St_Johns', '2026-12-31T20:30:00-03:30'],
  ['2027-01-01T00:00:00Z', 'Asia/Kathmandu', '2027-01-01T05:45:00+05:45'],
])('%s in %s is %s', (instant, zone, printed) => expect(atStation(new Date(instant), zone)).toBe(printed))

test('what is printed is the same instant, in every zone, over both changes of the clocks', () => {
  const zones = Intl.supportedValuesOf('timeZone')
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 366 * 24 * 60 }), (zone, minutes) => {
      const instant = new Date(Date.UTC(2027, 0, 1) + minutes * 60_000)
      expect(new Date(atStation(instant, zone))).toEqual(instant)
    }),
  )
})

test.each([
  [125, 'PT2H5M'],
  [45, 'PT45M'],
  [1500, 'PT25H'],
])('%i minutes are %s', (minutes, iso) => expect(isoDuration(minutes * 60_000)).toBe(iso))

test('Delhi is about 1,140 km from Mumbai, and as far back', () => {
  const [del, bom] = [
    { latitude: 28.5665, longitude: 77.1031 },
    { latitude: 19.0887, longitude: 72.8679 },
  ]
  expect(distanceKm(del, bom)).toBeGreaterThan(1130)
  expect(distanceKm(del, bom)).toBeLessThan(1150)
  expect(distanceKm(bom, del)).toBe(distanceKm(del, bom))
})
