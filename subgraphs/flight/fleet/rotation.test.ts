import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clashes, type Duty, newConflicts, stranded, TURN_ROUND_MS } from './rotation.ts'

const HOUR_MS = 3_600_000
const at = (hour: number) => new Date(Date.UTC(2027, 2, 1) + hour * HOUR_MS)
const flight = (id: string, from: number, to: number, route: string): Duty => {
  const [origin = '', destination = ''] = route.split('-')
  return { id, from: at(from), to: at(to), leg: { origin, destination } }
}
const stay = (id: string, from: number, to: number): Duty => ({ id, from: at(from), to: at(to) })
const pairs = (...duties: Duty[]) => clashes(duties).map(([a, b]) => `${a.id}${b.id}`)

test('a round trip with time to turn round is all right', () => {
  expect(pairs(flight('a', 0, 2, 'DEL-BOM'), flight('b', 3, 5, 'BOM-DEL'), stay('m', 5, 9))).toEqual([])
  expect(pairs(flight('a', 0, 2, 'DEL-BOM'), flight('b', 2.5, 5, 'BOM-DEL'))).toEqual([])
})

test('what overlaps, follows too soon or begins elsewhere clashes', () => {
  expect(pairs(flight('a', 0, 2, 'DEL-BOM'), flight('b', 1, 5, 'BOM-DEL'))).toEqual(['ab'])
  expect(pairs(flight('a', 0, 2, 'DEL-BOM'), flight('b', 2.4, 5, 'BOM-DEL'))).toEqual(['ab'])
  expect(pairs(flight('a', 0, 2, 'DEL-BOM'), flight('b', 9, 12, 'DEL-BOM'))).toEqual(['ab'])
  expect(pairs(flight('a', 0, 2, 'DEL-BOM'), stay('m', 1, 3))).toEqual(['am'])
  expect(pairs(stay('m', 1, 3), stay('n', 2, 3))).toEqual(['mn'])
})

test('maintenance in between does not hide that a flight begins elsewhere', () => {
  expect(pairs(flight('a', 0, 2, 'DEL-BOM'), stay('m', 3, 4), flight('b', 5, 6, 'DEL-BOM'))).toEqual(['ab'])
})

test('a long duty clashes with all that begins within it', () => {
  expect(pairs(stay('m', 0, 24), flight('a', 1, 2, 'DEL-BOM'), flight('b', 23, 25, 'BOM-DEL'))).toEqual(['ma', 'mb'])
})

test('only what the change brings counts, and is named by the others', () => {
  const before = [flight('a', 0, 2, 'DEL-BOM'), flight('b', 1, 3, 'DEL-BOM')]
  const fits = flight('c', 4, 6, 'BOM-DEL')
  expect(newConflicts({ before, after: [...before, fits] }, new Set(['c']))).toEqual([])
  expect(newConflicts({ before, after: [...before, flight('d', 2, 4, 'BOM-DEL')] }, new Set(['d']))).toEqual(['b'])
  const trip = [flight('o', 0, 2, 'DEL-BOM'), flight('r', 3, 5, 'BOM-DEL'), flight('n', 9, 10, 'DEL-BOM')]
  // Taking the way out away leaves the way back beginning where the aircraft is not; taking both leaves a whole plan.
  expect(
    newConflicts(
      { before: [flight('p', -9, -5, 'LHR-DEL'), ...trip], after: [flight('p', -9, -5, 'LHR-DEL'), ...trip.slice(1)] },
      new Set(['o']),
    ),
  ).toEqual(['p', 'r'])
  expect(newConflicts({ before: trip, after: trip.slice(2) }, new Set(['o', 'r']))).toEqual([])
})

test('property: a plan without clashes can be flown from first to last', () => {
  const duty = fc.record({
    from: fc.integer({ min: 0, max: 60 }),
    hours: fc.integer({ min: 1, max: 6 }),
    route: fc.constantFrom('DEL-BOM', 'BOM-DEL', 'DEL-LHR', 'LHR-DEL', ''),
  })
  fc.assert(
    fc.property(fc.array(duty, { maxLength: 6 }), (list) => {
      const duties = list.map(({ from, hours, route }, n) =>
        route === '' ? stay(String(n), from, from + hours) : flight(String(n), from, from + hours, route),
      )
      const plan = [...duties].sort((a, b) => a.from.getTime() - b.from.getTime() || (a.id < b.id ? -1 : 1))
      const flights = plan.filter((d) => d.leg)
      const flyable =
        plan.every((d, n) => plan.slice(0, n).every((e) => e.to <= d.from)) &&
        flights.every((d, n) => {
          const last = flights[n - 1]
          return (
            !last || (last.leg?.destination === d.leg?.origin && d.from.getTime() - last.to.getTime() >= TURN_ROUND_MS)
          )
        })
      expect(clashes(duties).length === 0).toBe(flyable)
    }),
    { numRuns: 500 },
  )
})

test('without a flight those are stranded that begin elsewhere, until the aircraft fits again', () => {
  const out = flight('a', 0, 2, 'DEL-BOM')
  const rest = [flight('b', 3, 5, 'BOM-MAA'), flight('c', 6, 8, 'MAA-DEL'), flight('d', 9, 10, 'DEL-LHR')]
  expect(stranded([out, ...rest], new Set())).toEqual([])
  expect(stranded([out, ...rest], new Set(['a']))).toEqual(['b', 'c'])
  expect(stranded([out, ...rest], new Set(['a', 'b', 'c']))).toEqual([])
  expect(stranded([], new Set())).toEqual([])
})
