import type { Journey } from './journey.ts'

export type Sort = 'BEST' | 'PRICE' | 'DURATION' | 'DEPARTURE' | 'ARRIVAL'

/** A journey with its place: values compared one after another, then the departure, then the id. */
export interface Placed {
  journey: Journey
  key: Array<number | string>
}

/** What BEST measures journeys by: the quickest, and the cheapest in each currency. */
interface Yardstick {
  quickestMs: number
  cheapest: Record<string, number>
}

/** Where a reader of a list stands, and by what the list was ordered. */
export interface Cursor {
  sort: Sort
  key: Placed['key']
  yardstick: Yardstick | undefined
}

/** Journeys in an order, and the order's yardstick for the cursors. */
export interface Ordered {
  placed: Placed[]
  sort: Sort
  yardstick: Yardstick | undefined
}

// A stop weighs as much as a fifth more money or time: people pay about that to fly direct.
const STOP_WEIGHT = 0.2

/**
 * The journeys in the order asked for; ties go to the earlier departure, then the id. On later pages BEST goes on by the
 * yardstick of the first one, so that a journey that is as it was keeps its place whatever the others come to.
 */
export function inOrder(journeys: Journey[], sort: Sort, begun?: Cursor): Ordered {
  const yardstick = sort === 'BEST' ? (begun?.yardstick ?? yardstickOf(journeys)) : undefined
  const keyOf = (journey: Journey) => [...valuesOf(journey, sort, yardstick), journey.departsMs, journey.id]
  const placed = journeys.map((journey) => ({ journey, key: keyOf(journey) }))
  return { placed: placed.sort((a, b) => compareKeys(a.key, b.key)), sort, yardstick }
}

function yardstickOf(journeys: Journey[]): Yardstick {
  const cheapest: Yardstick['cheapest'] = {}
  let quickestMs = Infinity
  for (const j of journeys) {
    cheapest[j.currency] = Math.min(cheapest[j.currency] ?? Infinity, j.priceMinor)
    quickestMs = Math.min(quickestMs, durationMs(j))
  }
  return { quickestMs, cheapest }
}

function valuesOf(j: Journey, sort: Sort, yardstick: Yardstick | undefined): Array<number | string> {
  switch (sort) {
    case 'BEST': {
      // A currency that came later has nothing to be measured by: its journeys are as good as the cheapest.
      const cheapest = yardstick?.cheapest[j.currency] ?? j.priceMinor
      const time = durationMs(j) / (yardstick?.quickestMs ?? 1)
      return [Number((j.priceMinor / Math.max(1, cheapest) + time + j.stops * STOP_WEIGHT * 2).toFixed(6))]
    }
    // Amounts of two currencies do not compare: one currency after the other.
    case 'PRICE':
      return [j.currency, j.priceMinor]
    case 'DURATION':
      return [durationMs(j)]
    case 'DEPARTURE':
      return []
    case 'ARRIVAL':
      return [j.arrivesMs]
  }
}

export const durationMs = (j: Journey): number => j.arrivesMs - j.departsMs

function compareKeys(a: Placed['key'], b: Placed['key']): number {
  for (const [n, x] of a.entries()) {
    const y = b[n]
    if (y === undefined) return 1
    if (x !== y) return x < y ? -1 : 1
  }
  return a.length - b.length
}

export const cursorOf = ({ sort, yardstick }: Ordered, { key }: Placed): string =>
  Buffer.from(JSON.stringify([sort, key, ...(yardstick ? [yardstick.quickestMs, yardstick.cheapest] : [])])).toString(
    'base64url',
  )

/** What comes behind a cursor: all whose place is after the one it was made at, whether its journey is still there or not. */
export const after = ({ placed }: Ordered, cursor: Cursor): Placed[] =>
  placed.filter(({ key }) => compareKeys(key, cursor.key) > 0)

const KEY_LENGTH: Record<Sort, number> = { BEST: 3, PRICE: 4, DURATION: 3, DEPARTURE: 2, ARRIVAL: 3 }

/** Undefined for a text that is no cursor of a list in this order. */
export function readCursor(text: string, sort: Sort): Cursor | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
  if (!Array.isArray(parts) || parts[0] !== sort || !isKey(parts[1], sort)) return undefined
  if (sort !== 'BEST') return parts.length === 2 ? { sort, key: parts[1], yardstick: undefined } : undefined
  const [, key, quickestMs, cheapest] = parts
  if (typeof quickestMs !== 'number' || !(quickestMs > 0) || !isAmounts(cheapest)) return undefined
  return { sort, key, yardstick: { quickestMs, cheapest } }
}

/** Values of the kinds that the order has, so that each compares with its like. */
function isKey(key: unknown, sort: Sort): key is Placed['key'] {
  if (!Array.isArray(key) || key.length !== KEY_LENGTH[sort]) return false
  const isText = (n: number) => n === key.length - 1 || (sort === 'PRICE' && n === 0)
  return key.every((value, n) => typeof value === (isText(n) ? 'string' : 'number'))
}

const isAmounts = (value: unknown): value is Yardstick['cheapest'] =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([currency, amount]) => /^[A-Z]{3}$/.test(currency) && typeof amount === 'number')
