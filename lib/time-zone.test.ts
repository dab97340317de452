import { expect, test } from 'vitest'
import { timeZoneNamed } from '#lib/time-zone.ts'

test.each([
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['asia/kolkata', 'Asia/Kolkata'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Etc/GMT+5', 'Etc/GMT+5'],
  ['UTC', 'UTC'],
  ['', undefined],
  ['Mars/Olympus', undefined],
  ['+05:30', undefined],
  ['2026-01-01T00:00[Asia/Kolkata]', undefined],
  [`Asia/${'x'.repeat(60)}`, undefined],
  ['Europe/London\n', undefined],
])('%j is %j', (text, zone) => expect([timeZoneNamed(text), timeZoneNamed(text)]).toEqual([zone, zone]))

test('every zone there is has a name, older ones too', () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) expect(timeZoneNamed(zone), zone).toBe(zone)
  expect(timeZoneNamed('Asia/Calcutta')).toBeDefined()
})
