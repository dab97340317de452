import { type Cabin, type SeatPlan, type SeatPosition, seatPlans } from '../seats/layout.ts'

export interface SeatWish {
  count: number
  cabin: Cabin['cabin']
  /** At least one seat of the group is there. */
  position: SeatPosition | null
  /** At least one seat of the group is ACCESSIBLE, and none by an exit where it can be helped. */
  accessible: boolean
}

export interface CabinState {
  cabins: Cabin[]
  free: ReadonlySet<string>
  surchargeOf(seat: SeatPlan): number
}

/** A seat with its place in the row: two that touch are 1 apart, an aisle or a missing seat between adds 1. */
interface Place extends SeatPlan {
  x: number
}

/**
 * The seats that suit a wish best, in order of rows, or undefined where the free ones cannot meet it. Together comes
 * first: touching seats of a row, then a row with an aisle between, then as few rows as can be; among equals no lone seat
 * left between two taken ones, then the cheaper, then front to back. The same state gives the same seats.
 */
export function pickBestSeats(wish: SeatWish, state: CabinState): SeatPlan[] | undefined {
  const rows = state.cabins.filter((c) => c.cabin === wish.cabin).flatMap(rowsOf)
  const isFree = (seat: SeatPlan) => state.free.has(seat.number)
  if (!wish.accessible) return pickFrom(rows, isFree, { wish, state })
  const noExit = (seat: SeatPlan) => isFree(seat) && !seat.features.includes('EXIT_ROW')
  return pickFrom(rows, noExit, { wish, state }) ?? pickFrom(rows, isFree, { wish, state })
}

interface Question {
  wish: SeatWish
  state: CabinState
}

type Usable = (seat: SeatPlan) => boolean

function pickFrom(rows: Place[][], usable: Usable, question: Question): Place[] | undefined {
  const { wish, state } = question
  const fitting = rows.flatMap((row) => runs(row, usable, wish.count)).filter((group) => meets(group, wish))
  const groups = fitting.length > 0 ? fitting : nearRows(rows, usable, wish)
  const lone = loneCounter(rows, state.free)
  return least(groups, (group) => [
    rowSpan(group),
    pieces(group),
    // Of one row's runs `pieces` has said it all; over several rows the closer group is the better one.
    fitting.length > 0 ? 0 : spread(group),
    lone(group),
    group.reduce((sum, seat) => sum + state.surchargeOf(seat), 0),
    ...group.flatMap((seat) => [seat.row, seat.x]),
  ])
}

/** A cabin's rows, each seat with its place. */
function rowsOf(cabin: Cabin): Place[][] {
  let x = 0
  const places = new Map<string, number>()
  for (const column of cabin.columns) {
    places.set(column, x)
    x += cabin.aisleAfter.includes(column) ? 2 : 1
  }
  const seats = seatPlans([cabin]).map((seat) => ({ ...seat, x: places.get(seat.column) as number }))
  return [...Map.groupBy(seats, (seat) => seat.row).values()]
}

/** Every run of `count` usable neighbours of a row; an aisle may lie between, a taken seat may not. */
function runs(row: Place[], usable: Usable, count: number): Place[][] {
  const starts = Array.from({ length: Math.max(0, row.length - count + 1) }, (_, n) => n)
  return starts.map((start) => row.slice(start, start + count)).filter((group) => group.every(usable))
}

const meetings = ({ position, accessible }: SeatWish): Usable[] => [
  ...(position === null ? [] : [(seat: SeatPlan) => seat.position === position]),
  ...(accessible ? [(seat: SeatPlan) => seat.features.includes('ACCESSIBLE')] : []),
]

const meets = (group: SeatPlan[], wish: SeatWish): boolean => meetings(wish).every((one) => group.some(one))

/** Groups over as few rows as can be: in each stretch of that many rows, the nearest seats round one after another. */
function nearRows(rows: Place[][], usable: Usable, wish: SeatWish): Place[][] {
  // One seat is a run of its own, and no run was fit.
  if (wish.count === 1) return []
  const free = rows.map((row) => row.filter(usable))
  const needs = meetings(wish)
  for (let span = 1; span <= rows.length; span++) {
    const groups = Array.from({ length: rows.length - span + 1 }, (_, n) => free.slice(n, n + span).flat())
      .filter((seats) => seats.length >= wish.count && needs.every((one) => seats.some(one)))
      .flatMap((seats) => middlesOf(seats, needs).map((middle) => groupRound(middle, seats, wish)))
    if (groups.length > 0) return groups
  }
  return []
}

/** Round which seats to look: those that meet the need fewest meet, for without one of them no group will do. */
function middlesOf(seats: Place[], needs: Usable[]): Place[] {
  const [rarest] = needs.map((one) => seats.filter(one)).sort((a, b) => a.length - b.length)
  return rarest ?? seats
}

/** The seats nearest to one, those that the wish cannot do without first. */
function groupRound(middle: Place, seats: Place[], wish: SeatWish): Place[] {
  const near = seats.toSorted((a, b) => distance(a, middle) - distance(b, middle))
  const needed = meetings(wish).flatMap((one) => near.find(one) ?? [])
  return [...new Set([...needed, ...near])].slice(0, wish.count).sort((a, b) => a.row - b.row || a.x - b.x)
}

// Legs are longer than shoulders are wide.
const distance = (a: Place, b: Place): number => Math.abs(a.row - b.row) * 2 + Math.abs(a.x - b.x)

const rowSpan = (group: Place[]): number => (group.at(-1)?.row ?? 0) - (group[0]?.row ?? 0)

/** In how many pieces, each of seats that touch, a group sits. */
const pieces = (group: Place[]): number =>
  group.filter((seat, n) => {
    const before = group[n - 1]
    return before?.row !== seat.row || seat.x - before.x !== 1
  }).length

const spread = (group: Place[]): number =>
  group.reduce((sum, a, n) => sum + group.slice(n + 1).reduce((part, b) => part + distance(a, b), 0), 0)

/** How many free seats a group would leave alone between two taken ones that were not so before. */
function loneCounter(rows: Place[][], free: ReadonlySet<string>): (group: Place[]) => number {
  const byRow = new Map(rows.map((row) => [row[0]?.row, row]))
  return (group) => {
    const chosen = new Set(group.map((seat) => seat.number))
    const isLone = (seat: Place, row: Place[], taken: (seat: Place) => boolean) =>
      !taken(seat) && [seat.x - 1, seat.x + 1].every((x) => row.some((other) => other.x === x && taken(other)))
    const before = (seat: Place) => !free.has(seat.number)
    const after = (seat: Place) => before(seat) || chosen.has(seat.number)
    const touched = [...new Set(group.map((seat) => seat.row))].flatMap((row) => [byRow.get(row) ?? []])
    return touched.flatMap((row) => row.filter((s) => isLone(s, row, after) && !isLone(s, row, before))).length
  }
}

/** The first of those with the least score, scores compared item by item. */
function least<T>(items: T[], scoreOf: (item: T) => number[]): T | undefined {
  const scored = items.map((item) => ({ item, score: scoreOf(item) }))
  return scored.reduce<(typeof scored)[number] | undefined>(
    (best, next) => (best && compare(best.score, next.score) <= 0 ? best : next),
    undefined,
  )?.item
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, n) => value !== b[n])
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number)
}
