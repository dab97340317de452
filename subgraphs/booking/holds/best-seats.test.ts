import fc from 'fast-check'
import { expect, test } from 'vitest'
import { economy } from '../../../tests/support/flights.ts'
import { type Cabin, seatPlans } from '../seats/layout.ts'
import { pickBestSeats, type SeatWish } from './best-seats.ts'

const wish = (count: number, more: Partial<SeatWish> = {}): SeatWish => ({
  count,
  cabin: 'ECONOMY',
  position: null,
  accessible: false,
  ...more,
})

interface Drawn {
  /** One text a row from row 1 on, a letter a seat: `.` is free, `x` taken. */
  rows: string[]
  features?: Cabin['features']
  dear?: string[]
  columns?: string[]
  aisleAfter?: string[]
}

function pick(ask: SeatWish, { rows, features = [], dear = [], ...shape }: Drawn): string | undefined {
  const cabin = economy({ firstRow: 1, lastRow: rows.length, features, ...shape })
  const free = rows.flatMap((row, n) =>
    cabin.columns.filter((_, at) => row.replaceAll(' ', '')[at] === '.').map((column) => `${n + 1}${column}`),
  )
  const surchargeOf = ({ number }: { number: string }) => (dear.includes(number) ? 100 : 0)
  return pickBestSeats(ask, { cabins: [cabin], free: new Set(free), surchargeOf })
    ?.map((s) => s.number)
    .join(' ')
}

test('seats that touch come before a row with an aisle between, and that before two rows', () => {
  expect(pick(wish(3), { rows: ['x.. .xx', '... xxx'] })).toBe('2A 2B 2C')
  expect(pick(wish(3), { rows: ['x.. .xx', '.xx x..'] })).toBe('1B 1C 1D')
  expect(pick(wish(3), { rows: ['..x xxx', '.xx xxx'] })).toBe('1A 1B 2A')
  expect(pick(wish(2), { rows: ['.xx xxx', 'xxx xxx', 'xxx xx.', 'xxx xx.'] })).toBe('3F 4F')
  expect(pick(wish(4), { rows: ['xxx xxx', '... ...'] })).toBe('2A 2B 2C 2D')
})

test('nine sit over the fewest rows', () => {
  expect(pick(wish(9), { rows: ['... xxx', '... ...', '... ...'] })).toBe('1A 1B 1C 2A 2B 2C 2D 2E 2F')
})

test('no seat is left alone between two taken ones where there is another choice', () => {
  expect(pick(wish(1), { rows: ['x.. xxx'] })).toBe('1B')
  expect(pick(wish(1), { rows: ['x.x xxx', '... xxx'] })).toBe('1B')
  // Not even for a cheaper pair, which 1C and 1D would be.
  expect(
    pick(wish(2), {
      rows: ['x....x.', '.......'],
      columns: [...'ABCDEFG'],
      aisleAfter: [],
      dear: ['1B', '1E', '2A', '2B', '2C', '2D', '2E', '2F', '2G'],
    }),
  ).toBe('1B 1C')
  expect(pick(wish(1), { rows: ['x..x xx'], columns: [...'ABCDEF'], aisleAfter: [] })).toBe('1B')
})

test('a position is honoured, exactly for one, by one seat of several', () => {
  expect(pick(wish(1, { position: 'WINDOW' }), { rows: ['x.. ...'] })).toBe('1F')
  expect(pick(wish(1, { position: 'MIDDLE' }), { rows: ['x.x .x.', '... ...'] })).toBe('1B')
  expect(pick(wish(2, { position: 'WINDOW' }), { rows: ['x.. xxx', 'xxx x..'] })).toBe('2E 2F')
  // A window and together cannot both be had: the window was asked for.
  expect(pick(wish(2, { position: 'WINDOW' }), { rows: ['x.. xx.'] })).toBe('1C 1F')
  expect(pick(wish(1, { position: 'WINDOW' }), { rows: ['x.. ..x'] })).toBeUndefined()
})

test('an accessible seat is among them, and none by an exit where it can be helped', () => {
  const features: Cabin['features'] = [
    { seat: '1C', features: ['ACCESSIBLE', 'EXIT_ROW'] },
    { seat: '1B', features: ['EXIT_ROW'] },
    { seat: '3C', features: ['ACCESSIBLE'] },
  ]
  const free = ['... ...', '... ...', '... ...']
  expect(pick(wish(2, { accessible: true }), { rows: free, features })).toBe('3B 3C')
  expect(pick(wish(1, { accessible: true, position: 'AISLE' }), { rows: free, features })).toBe('3C')
  expect(pick(wish(1, { accessible: true, position: 'WINDOW' }), { rows: free, features })).toBeUndefined()
  expect(pick(wish(2, { accessible: true, position: 'WINDOW' }), { rows: free, features })).toBe('3A 3C')
  expect(pick(wish(2, { accessible: true }), { rows: ['... ...', '... ...', 'xxx ...'], features })).toBe('1B 1C')
  expect(pick(wish(2, { accessible: true }), { rows: free })).toBeUndefined()
})

test('of equals the cheaper, then the one further in front, then the one further left', () => {
  expect(pick(wish(2), { rows: ['... ...', '... ...'] })).toBe('1A 1B')
  expect(pick(wish(2), { rows: ['... ...', '... ...'], dear: ['1A', '1F'] })).toBe('1B 1C')
  expect(pick(wish(3), { rows: ['... ...', '... ...'], dear: ['1A', '1F'] })).toBe('2A 2B 2C')
})

test('too few free seats, or a cabin the aircraft has not, is no choice', () => {
  expect(pick(wish(3), { rows: ['..x xxx'] })).toBeUndefined()
  expect(pick(wish(1, { cabin: 'FIRST' }), { rows: ['...'] })).toBeUndefined()
})

const COLUMNS = [...'ABCDEFGHJK']
const states = fc
  .record({ rows: fc.integer({ min: 1, max: 8 }), columns: fc.subarray(COLUMNS, { minLength: 1 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      cabin: fc
        .record({ aisleAfter: fc.subarray(columns), without: fc.subarray(columns.map((c) => `1${c}`)) })
        .map((shape) => economy({ firstRow: 1, lastRow: rows, columns, features: [], ...shape })),
      taken: fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
      count: fc.integer({ min: 1, max: 9 }),
      position: fc.constantFrom(null, 'WINDOW' as const, 'MIDDLE' as const, 'AISLE' as const),
    }),
  )
  .map(({ taken, cabin, ...rest }) => {
    const free = seatPlans([cabin]).filter((_, n) => !taken[n])
    return { ...rest, cabin, free, state: { cabins: [cabin], free: numbersOf(free), surchargeOf: () => 0 } }
  })

const numbersOf = (seats: Array<{ number: string }>) => new Set(seats.map((s) => s.number))

/** Whether the seats of one row follow each other without an aisle or a gap. */
const touch = (cabin: Cabin, seats: Array<{ row: number; column: string }>) =>
  seats.every((seat, n) => {
    const before = seats[n - 1]
    if (!before) return true
    const step = cabin.columns.indexOf(seat.column) - cabin.columns.indexOf(before.column)
    return seat.row === before.row && step === 1 && !cabin.aisleAfter.includes(before.column)
  })

test('property: as many different free seats as wished for, whenever that many are free', () => {
  fc.assert(
    fc.property(states, ({ count, free, state }) => {
      const picked = pickBestSeats(wish(count), state)
      expect(numbersOf(picked ?? []).size).toBe(free.length < count ? 0 : count)
      expect(picked?.length).toBe(free.length < count ? undefined : count)
      expect((picked ?? []).every((s) => state.free.has(s.number))).toBe(true)
    }),
  )
})

test('property: together in one row whenever a row has that many free seats that touch', () => {
  fc.assert(
    fc.property(states, ({ count, cabin, free, state }) => {
      const groups = free.map((_, n) => free.slice(n, n + count)).filter((g) => g.length === count && touch(cabin, g))
      const picked = pickBestSeats(wish(count), state) ?? []
      if (groups.length > 0) expect(touch(cabin, picked)).toBe(true)
    }),
  )
})

test('property: a position is met whenever a free seat has it and there are enough', () => {
  fc.assert(
    fc.property(states, ({ count, position, free, state }) => {
      const can = free.length >= count && (position === null || free.some((s) => s.position === position))
      const picked = pickBestSeats(wish(count, { position }), state)
      expect(picked !== undefined).toBe(can)
      if (picked && position !== null) expect(picked.some((s) => s.position === position)).toBe(true)
      expect(pickBestSeats(wish(count, { position }), state)).toEqual(picked)
    }),
  )
})
