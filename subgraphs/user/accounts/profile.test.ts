import { expect, test } from 'vitest'
import { nameKey, readProfile } from './profile.ts'

const NOTHING_GIVEN = {}

test('keeps what is given, in its canonical form, and leaves out the rest', () => {
  expect(readProfile({ name: '  Zoë  ', phone: '+919876543210', locale: 'HI-in', timeZone: 'asia/kolkata' })).toEqual({
    ok: true,
    profile: { name: 'Zoë', phone: '+919876543210', locale: 'hi-IN', timeZone: 'Asia/Kolkata' },
  })
  expect(readProfile(NOTHING_GIVEN)).toEqual({ ok: true, profile: {} })
  expect(readProfile({ phone: null })).toEqual({ ok: true, profile: { phone: null } })
})

test.each(['👩‍✈️ Amélie', '山田太郎', 'أحمد', "D'Arcy", 'x', '😀'.repeat(100)])('takes the name %s', (name) => {
  expect(readProfile({ name }).ok).toBe(true)
})

test.each([
  ['name', ''],
  ['name', '   '],
  ['name', 'x'.repeat(101)],
  ['name', '😀'.repeat(101)],
  ['name', 'x'.repeat(1_000_000)],
  ['name', 'Ann\r\nBcc: all@example.test'],
  ['name', 'Ann\n'],
  ['name', 'Ann\0'],
  ['name', 'Ann\u2028Lee'],
  ['name', '\u202eeel nna'],
  ['name', '\ud800'],
  ['name', null],
  ['phone', ''],
  ['phone', '9876543210'],
  ['phone', '+0123456789'],
  ['phone', '+91 98765 43210'],
  ['phone', '+1234567890123456'],
  ['phone', '+919876543210\n'],
  ['locale', ''],
  ['locale', 'english please'],
  ['locale', 'en_US'],
  ['locale', `en-${'x'.repeat(1000)}`],
  ['locale', null],
  ['timeZone', ''],
  ['timeZone', 'Mars/Olympus'],
  ['timeZone', '+05:30'],
  ['timeZone', '2026-01-01T00:00[Asia/Kolkata]'],
  ['timeZone', null],
] as const)('refuses as %s %j', (field, value) => {
  expect(readProfile({ [field]: value })).toMatchObject({ ok: false, field })
})

test('names are found whatever their case, and never outgrow their column', () => {
  expect(nameKey('ÅSA Lind')).toBe(nameKey('åsa lind'))
  expect([...nameKey('ﷺ'.repeat(100))]).toHaveLength(100)
})
