import { describe, expect, test } from 'vitest'
import { readAmount, readInstant, seat } from './input.ts'

test.each([
  ['2027-03-28T07:05:00+02:00', '2027-03-28T05:05:00.000Z'],
  ['2027-03-28T07:05:00Z', '2027-03-28T07:05:00.000Z'],
  ['2027-03-28T07:05:00', undefined],
  ['2027-03-28', undefined],
  ['+200000-01-01T00:00:00Z', undefined],
  ['0001-01-01T00:00:00Z', undefined],
  ['-271821-04-20T00:00:00Z', undefined],
  ["2027-03-28T07:05:00Z' OR 1=1", undefined],
  ['', undefined],
])('the instant %s is %s', (text, instant) => expect(readInstant(text)?.toISOString()).toBe(instant))

describe('an amount', () => {
  test.each([
    ['0', 'INR', 0],
    ['98000', 'JPY', 98_000],
    ['1.234', 'KWD', 1234],
    ['10000000000', 'INR', 10 ** 12],
    ['10000000000.01', 'INR', undefined],
    ['9'.repeat(25), 'INR', undefined],
    ['-0.01', 'INR', undefined],
    ['1.5', 'JPY', undefined],
    ['1e3', 'INR', undefined],
    ['', 'INR', undefined],
    ['1', 'inr', undefined],
  ])('of %s %s', (text, currency, minor) => expect(readAmount(text, currency)).toBe(minor))
})

test.each([
  ['1A', true],
  ['199K', true],
  ['0A', false],
  ['1a', false],
  ['A1', false],
  ['1AB', false],
  ['１A', false],
])('%s is a seat: %s', (text, is) => expect(seat.safeParse(text).success).toBe(is))
