import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlightId } from '#lib/ids.ts'
import type { SeatRef } from '../seats/seat.ts'
import { balanceMinor, namesFault, type PassengerInput, passengersFault } from './booking.ts'

const out = 'out' as FlightId
const back = 'back' as FlightId
const today = '2027-01-10'
const seat = (flightId: FlightId, number: string): SeatRef => ({ flightId, seat: number })
const person = (seats: SeatRef[], overrides: Partial<PassengerInput> = {}): PassengerInput => ({
  givenName: 'Ana',
  familyName: 'Rao',
  bornOn: '1990-02-03',
  seats,
  ...overrides,
})

const held = [seat(out, '1A'), seat(back, '2B')]
const named = (overrides: Partial<PassengerInput>) => passengersFault([person(held, overrides)], held, today)

test('one passenger on two flights needs a seat on each', () => {
  expect(passengersFault([person(held)], held, today)).toBeUndefined()
  expect(passengersFault([person([seat(out, '1A')])], held, today)?.path).toEqual(['input', 'passengers'])
  expect(passengersFault([], held, today)?.path).toEqual(['input', 'passengers'])
})

test('the field at fault is named with its passenger', () => {
  const two = [person([seat(out, '1A')]), person([seat(back, '2B')], { bornOn: '2027-01-11' })]
  expect(passengersFault(two, held, today)?.path).toEqual(['input', 'passengers', '1', 'bornOn'])
  expect(passengersFault([person([])], held, today)?.path).toEqual(['input', 'passengers', '0', 'seats'])
})

test('nobody sits on two seats of a flight, two on one, or on one that is not held', () => {
  const seats = [seat(out, '1A'), seat(out, '1B')]
  expect(passengersFault([person(seats)], seats, today)?.path).toEqual(['input', 'passengers', '0', 'seats'])
  expect(passengersFault([person([seat(out, '1A')]), person([seat(out, '1A')])], seats, today)?.path).toEqual([
    'input',
    'passengers',
  ])
  expect(passengersFault([person([seat(out, '9Z')])], seats, today)?.path).toEqual([
    'input',
    'passengers',
    '0',
    'seats',
  ])
})

test('property: passengers pass exactly when every held seat has one of them', () => {
  const rows = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(rows, fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 8 }), (heldRows, givenRows) => {
      const seats = heldRows.map((n) => seat(out, `${n}A`))
      const people = givenRows.map((n) => person([seat(out, `${n}A`)]))
      const exact = givenRows.toSorted().join() === heldRows.toSorted().join()
      expect(passengersFault(people, seats, today) === undefined).toBe(exact)
    }),
  )
})

test('names of all scripts pass', () => {
  for (const name of ['Ñuñez', "O'Brien", 'नेहा', '王小明', 'Þór', 'al-Khwārizmī', 'محمد', 'X', '😀', 'x'.repeat(100)]) {
    expect(named({ familyName: name }), name).toBeUndefined()
  }
})

test('names that would break a document, a mail or a log are refused', () => {
  const hostile = {
    empty: '',
    blanks: '   ',
    'null byte': 'Ra\u0000o',
    'line break': 'Rao\r\nBcc: x@y.test',
    'line separator': 'Ra\u2028o',
    'paragraph separator': 'Ra\u2029o',
    escape: '\u001b[31mRao',
    'right-to-left override': 'Rao\u202eoaR',
    isolate: 'Rao\u2066',
    'byte order mark': '\ufeffRao',
    'soft hyphen': 'Ra\u00ado',
    'half an emoji': 'Rao\ud83d',
    '101 characters': 'x'.repeat(101),
  }
  for (const [what, name] of Object.entries(hostile)) {
    expect(named({ givenName: name })?.path, what).toEqual(['input', 'passengers', '0', 'givenName'])
    expect(named({ familyName: name })?.path, what).toEqual(['input', 'passengers', '0', 'familyName'])
  }
})

test('a corrected name is held to the same rules, and the field at fault is named', () => {
  expect(namesFault({ givenName: 'नेहा', familyName: "O'Brien" })).toBeUndefined()
  expect(namesFault({ givenName: ' ', familyName: 'Rao' })?.path).toEqual(['input', 'givenName'])
  expect(namesFault({ givenName: 'Ana', familyName: 'Rao\u202eoaR' })?.path).toEqual(['input', 'familyName'])
})

test('a date of birth is a calendar date of a living person', () => {
  for (const bornOn of ['1900-01-01', '2024-02-29', today]) expect(named({ bornOn }), bornOn).toBeUndefined()
  const wrong = [
    '2027-01-11',
    '1899-12-31',
    '2023-02-29',
    '1990-2-3',
    '19900203',
    '1990-02-03T00:00',
    '1990-02-03[u-ca=hebrew]',
    '1990-02-03[!u-ca=hebrew]',
    '+001990-02-03',
    '-000001-01-01',
    '١٩٩٠-٠٢-٠٣',
    '',
    'x',
  ]
  for (const bornOn of wrong) expect(named({ bornOn })?.path, bornOn).toEqual(['input', 'passengers', '0', 'bornOn'])
})

test('the balance is what is still to be paid, less than nothing when money is to go back', () => {
  expect(balanceMinor(100, 0, 0)).toBe(100)
  expect(balanceMinor(100, 100, 0)).toBe(0)
  expect(balanceMinor(30, 100, 70)).toBe(0)
  expect(balanceMinor(30, 100, 0)).toBe(-70)
})
