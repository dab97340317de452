import { expect, test } from 'vitest'
import { formatDate, formatDay, formatMoment, formatPrice, formatTime, formatZone } from './format.ts'

const at = '2026-11-28T00:45:00.000Z'
const delhi = (locale: string) => ({ locale, timeZone: 'Asia/Kolkata' })
/** Intl's narrow and unbreakable spaces as plain ones */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

test.each([
  ['en-GB', 'Sat, 28 Nov 2026', '06:15', '28 Nov, 06:15 GMT+5:30'],
  ['de', 'Sa., 28. Nov. 2026', '06:15', '28. Nov., 06:15 GMT+5:30'],
  ['fr', 'sam. 28 nov. 2026', '06:15', '28 nov., 06:15 UTC+5:30'],
  ['ar-SA', 'السبت، ٢٨ نوفمبر ٢٠٢٦', '٠٦:١٥ ص', '٢٨ نوفمبر، ٠٦:١٥ ص غرينتش+٥:٣٠'],
])('an instant in %s is written by its conventions, and by the Gregorian calendar', (locale, date, time, moment) => {
  expect(plain(formatDate(at, delhi(locale)))).toBe(date)
  expect(plain(formatTime(at, delhi(locale)))).toBe(time)
  expect(plain(formatMoment(at, delhi(locale)))).toBe(moment)
})

test('the zone is the one in force then', () => {
  const paris = { locale: 'en-GB', timeZone: 'Europe/Paris' }
  expect(formatZone('2027-03-28T00:59:00Z', paris)).toBe('CET')
  expect(formatZone('2027-03-28T01:00:00Z', paris)).toBe('CEST')
  expect(formatTime('2027-03-28T01:00:00Z', paris)).toBe('03:00')
  expect(formatDay('2027-03-27T23:30:00Z', paris)).toBe('28 Mar')
})

test.each([
  [98_000, 'JPY', 'en-GB', 'JPY 98,000'],
  [12_345, 'KWD', 'en-GB', 'KWD 12.345'],
  [1_255_000, 'INR', 'en-IN', 'INR 12,550.00'],
  [1_255_000, 'EUR', 'de', '12.550,00 EUR'],
  [9_007_199_254_740_991, 'INR', 'en-GB', 'INR 90,071,992,547,409.91'],
])('%i %s in %s is %s', (amountMinor, currency, locale, wanted) => {
  expect(plain(formatPrice({ amountMinor, currency }, { locale }))).toBe(wanted)
})
