import type { FlightSnapshot } from '#schema/events.ts'

export type Cabin = FlightSnapshot['cabins'][number]

export const seatCount = (cabins: readonly Cabin[]): number =>
  cabins.reduce((sum, c) => sum + (c.lastRow - c.firstRow + 1) * c.columns.length - c.without.length, 0)

const LAST_ROW = 199
const MOST_SEATS = 900

interface Fault {
  path: string[]
  message: string
}

/** What keeps cabins from being an aircraft's, at its place in the list. */
export function layoutFault(cabins: readonly Cabin[]): Fault | undefined {
  if (cabins.length === 0) return { path: ['cabins'], message: 'Draw at least one cabin.' }
  for (const [n, cabin] of cabins.entries()) {
    const fault = cabinFault(cabin)
    if (fault) return { path: ['cabins', String(n), ...fault.path], message: fault.message }
    const before = cabins.slice(0, n)
    if (before.some((other) => other.cabin === cabin.cabin)) {
      return { path: ['cabins', String(n), 'cabin'], message: 'A cabin comes once.' }
    }
    if (before.some((other) => other.firstRow <= cabin.lastRow && cabin.firstRow <= other.lastRow)) {
      return { path: ['cabins', String(n), 'firstRow'], message: 'These rows are in another cabin.' }
    }
  }
  const seats = seatCount(cabins)
  return seats >= 1 && seats <= MOST_SEATS
    ? undefined
    : { path: ['cabins'], message: `An aircraft has 1 to ${MOST_SEATS} seats, not ${seats}.` }
}

function cabinFault({ firstRow, lastRow, columns, aisleAfter, without, features }: Cabin): Fault | undefined {
  const fault = (field: string, message: string): Fault => ({ path: [field], message })
  if (firstRow < 1 || firstRow > LAST_ROW) return fault('firstRow', `Rows are 1 to ${LAST_ROW}.`)
  if (lastRow < firstRow || lastRow > LAST_ROW) return fault('lastRow', `From firstRow to ${LAST_ROW}.`)
  if (columns.length === 0 || columns.some((c) => !/^[A-Z]$/.test(c)) || !isAscending(columns)) {
    return fault('columns', 'Capital letters, from left to right, each once.')
  }
  if (aisleAfter.some((c) => !columns.slice(0, -1).includes(c)) || !isAscending(aisleAfter)) {
    return fault('aisleAfter', 'Columns that have another one on their right, from left to right.')
  }
  const seats = new Set<string>()
  for (let row = firstRow; row <= lastRow; row++) for (const column of columns) seats.add(`${row}${column}`)
  if (without.some((seat) => !seats.has(seat)) || hasTwice(without)) {
    return fault('without', 'Seats of this cabin, each once.')
  }
  const left = new Set(seats).difference(new Set(without))
  const named = features.map(({ seat }) => seat)
  return named.some((seat) => !left.has(seat)) || hasTwice(named)
    ? fault('features', 'Seats of this cabin, each once.')
    : undefined
}

const hasTwice = (list: readonly string[]): boolean => new Set(list).size < list.length

const isAscending = (letters: readonly string[]): boolean =>
  letters.every((letter, n) => n === 0 || (letters[n - 1] as string) < letter)
