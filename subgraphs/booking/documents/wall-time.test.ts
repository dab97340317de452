import { expect, test } from 'vitest'
import { printAmount } from './invoice-pdf.ts'
import { duration, wallTime } from './wall-time.ts'

test('an instant is shown as the clocks of the place show it, on its date, with the offset of that day', () => {
  const at = new Date('2027-03-27T18:45:00Z')
  expect(wallTime(at, 'Asia/Kolkata')).toEqual({
    time: '00:15',
    date: 'Sun, 28 Mar 2027',
    zone: 'Asia/Kolkata, UTC+05:30',
  })
  expect(wallTime(at, 'Europe/Berlin')).toMatchObject({ time: '19:45', zone: 'Europe/Berlin, UTC+01:00' })
  const dayAfter = new Date('2027-03-28T18:45:00Z')
  expect(wallTime(dayAfter, 'Europe/Berlin')).toMatchObject({ time: '20:45', zone: 'Europe/Berlin, UTC+02:00' })
})

test('how long a flight takes is counted across the change of clocks', () => {
  expect(duration(new Date('2027-03-28T00:30:00Z'), new Date('2027-03-28T02:35:00Z'))).toBe('2 h 5 min')
  expect(duration(new Date('2027-03-28T00:30:00Z'), new Date('2027-03-28T01:15:00Z'))).toBe('45 min')
})

test('an amount is printed exactly, in the digits of its currency', () => {
  expect(printAmount({ amountMinor: 1_250_000, currency: 'INR' })).toBe('INR 12,500.00')
  expect(printAmount({ amountMinor: 98_000, currency: 'JPY' })).toBe('JPY 98,000')
  expect(printAmount({ amountMinor: -1_234_567, currency: 'KWD' })).toBe('−KWD 1,234.567')
  expect(printAmount({ amountMinor: 9_007_199_254_740_991, currency: 'EUR' })).toBe('EUR 90,071,992,547,409.91')
})
