/**
 * Journeys of which none beats another: leaves no earlier, arrives no later, costs no more and stops no more often, and
 * is better in one of these. Columns instead of objects, because a search asks some ten thousand times.
 */
export interface Front {
  count: number
  departs: Float64Array
  arrives: Float64Array
  price: Float64Array
  stops: Uint8Array
  /** Three numbers each: the places of its flights in the network. */
  legs: Int32Array
}

export interface Candidate {
  departs: number
  arrives: number
  price: number
  stops: number
}

export const createFront = (): Front => frontOf(64)

const frontOf = (room: number): Front => ({
  count: 0,
  departs: new Float64Array(room),
  arrives: new Float64Array(room),
  price: new Float64Array(room),
  stops: new Uint8Array(room),
  legs: new Int32Array(room * 3),
})

/**
 * Whether a journey of the front beats one like this. Given the least that a journey can still come to, whether all that
 * can come of it are beaten.
 */
export function isBeaten(front: Front, { departs, arrives, price, stops }: Candidate): boolean {
  const { count, departs: D, arrives: A, price: P, stops: S } = front
  for (let n = 0; n < count; n++) {
    const [d, a, p, s] = [D[n] as number, A[n] as number, P[n] as number, S[n] as number]
    if (d < departs || a > arrives || p > price || s > stops) continue
    if (d === departs && a === arrives && p === price && s === stops) continue
    // What beat this one beats most: the next to ask meets it earlier.
    if (n > 3) swap(front, n, n >> 1)
    return true
  }
  return false
}

/** Adds a journey unless it is beaten, and drops those that it beats. */
export function offer(front: Front, candidate: Candidate, legs: readonly number[]): void {
  if (isBeaten(front, candidate)) return
  const { departs, arrives, price, stops } = candidate
  let kept = 0
  for (let n = 0; n < front.count; n++) {
    const { departs: D, arrives: A, price: P, stops: S } = front
    const noBetter =
      (D[n] as number) <= departs &&
      (A[n] as number) >= arrives &&
      (P[n] as number) >= price &&
      (S[n] as number) >= stops
    const same = D[n] === departs && A[n] === arrives && P[n] === price && S[n] === stops
    if (noBetter && !same) continue
    if (n !== kept) move(front, n, kept)
    kept++
  }
  front.count = kept
  if (kept === front.departs.length) widen(front)
  front.departs[kept] = departs
  front.arrives[kept] = arrives
  front.price[kept] = price
  front.stops[kept] = stops
  for (let leg = 0; leg < 3; leg++) front.legs[kept * 3 + leg] = legs[leg] ?? -1
  front.count++
}

const columnsOf = (front: Front) => [front.departs, front.arrives, front.price, front.stops]

function swap(front: Front, n: number, m: number): void {
  for (const column of columnsOf(front)) swapIn(column, n, m)
  for (let leg = 0; leg < 3; leg++) swapIn(front.legs, n * 3 + leg, m * 3 + leg)
}

function swapIn(column: Float64Array | Uint8Array | Int32Array, n: number, m: number): void {
  const value = column[n] as number
  column[n] = column[m] as number
  column[m] = value
}

function move(front: Front, from: number, to: number): void {
  for (const column of columnsOf(front)) column[to] = column[from] as number
  front.legs.copyWithin(to * 3, from * 3, from * 3 + 3)
}

function widen(front: Front): void {
  const { count, ...wider } = frontOf(front.departs.length * 2)
  wider.departs.set(front.departs)
  wider.arrives.set(front.arrives)
  wider.price.set(front.price)
  wider.stops.set(front.stops)
  wider.legs.set(front.legs)
  Object.assign(front, wider)
}
