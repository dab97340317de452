/** How far ahead a worker takes messages where a rate is capped. */
const AHEAD_MS = 1000

export interface Pace {
  /** When the next message may leave, by what all workers took so far */
  nextFreeAt: Date
  now: Date
  perSecond: number
}

/** The times at which up to `most` messages may leave within the next second, evenly spread; none where others took it. */
export function slots({ nextFreeAt, now, perSecond }: Pace, most: number): Date[] {
  const everyMs = 1000 / perSecond
  const start = Math.max(+nextFreeAt, +now)
  const fit = Math.max(0, Math.ceil((+now + AHEAD_MS - start) / everyMs))
  return Array.from({ length: Math.min(most, fit) }, (_, n) => new Date(Math.ceil(start + n * everyMs)))
}

/** When the message after `last` may leave. */
export const slotAfter = (last: Date, perSecond: number): Date => new Date(Math.ceil(+last + 1000 / perSecond))
