import type { Journey } from './journey.ts'

export type Sort = 'BEST' | 'PRICE' | 'DURATION' | 'DEPARTURE' | 'ARRIVAL'

/** A journey with its place: numbers compared one after another, then the departure, then the id. */
export interface Placed {
  journey: Journey
  key: Array<number | string>
}

// A stop weighs as much as a fifth more money or time: people pay about that to fly direct.
const STOP_WEIGHT = 0.2

/** The journeys in the order asked for; ties go to the earlier departure, then the id. */
export function inOrder(journeys: Journey[], sort: Sort): Placed[] {
  const keyOf = keys(journeys)[sort]
  return journeys
    .map((journey) => ({ journey, key: [...keyOf(journey), journey.departsMs, journey.id] }))
    .sort((a, b) => compareKeys(a.key, b.key))
}

function keys(journeys: Journey[]): Record<Sort, (j: Journey) => Array<number | string>> {
  const cheapest = new Map<string, number>()
  for (const j of journeys) cheapest.set(j.currency, Math.min(cheapest.get(j.currency) ?? Infinity, j.priceMinor))
  const quickest = Math.min(...journeys.map(durationMs))
  const best = (j: Journey) =>
    j.priceMinor / Math.max(1, cheapest.get(j.currency) ?? 1) + durationMs(j) / quickest + j.stops * STOP_WEIGHT * 2
  return {
    BEST: (j) => [Number(best(j).toFixed(6))],
    // Amounts of two currencies do not compare: one currency after the other.
    PRICE: (j) => [j.currency, j.priceMinor],
    DURATION: (j) => [durationMs(j)],
    DEPARTURE: () => [],
    ARRIVAL: (j) => [j.arrivesMs],
  }
}

export const durationMs = (j: Journey): number => j.arrivesMs - j.departsMs

export function compareKeys(a: Placed['key'], b: Placed['key']): number {
  for (const [n, x] of a.entries()) {
    const y = b[n]
    if (y === undefined) return 1
    if (x !== y) return x < y ? -1 : 1
  }
  return a.length - b.length
}

export const cursorOf = ({ key }: Placed): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/**
 * What comes behind a cursor: after its journey, wherever that is now, else after where it would be. Undefined for a text
 * that is no cursor.
 */
export function after(placed: Placed[], cursor: string): Placed[] | undefined {
  const key = readCursor(cursor)
  if (!key) return undefined
  const at = placed.findIndex((p) => p.journey.id === key.at(-1))
  return at >= 0 ? placed.slice(at + 1) : placed.filter((p) => compareKeys(p.key, key) > 0)
}

function readCursor(cursor: string): Placed['key'] | undefined {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const isKey =
      Array.isArray(key) && key.length >= 2 && key.every((x) => typeof x === 'number' || typeof x === 'string')
    return isKey ? key : undefined
  } catch {
    return undefined
  }
}
