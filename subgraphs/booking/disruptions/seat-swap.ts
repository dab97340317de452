import type { CabinClass, SeatPlan } from '../seats/layout.ts'

/** A passenger's seat in the layout that goes; `claim` names who has it. */
export interface Seated<C> {
  claim: C
  plan: SeatPlan
}

export interface Swap<C> {
  keep: Array<{ claim: C; seat: string }>
  move: Array<{ claim: C; from: string; to: string }>
  withoutSeat: Array<{ claim: C; from: string }>
}

/**
 * Where passengers sit in another layout, in the order given: whoever has a seat that the new layout draws in the same
 * cabin keeps it; the others get the nearest one of their cabin that is left, one at a window for one at a window where
 * it is not far away; for whom none is left there is no seat. `blocked` seats are given to nobody.
 */
export function planSwap<C>(
  seated: ReadonlyArray<Seated<C>>,
  { plans, blocked }: { plans: ReadonlyMap<string, SeatPlan>; blocked: ReadonlySet<string> },
): Swap<C> {
  const swap: Swap<C> = { keep: [], move: [], withoutSeat: [] }
  const taken = new Set(blocked)
  const moving: Array<Seated<C>> = []
  for (const one of seated) {
    const { number, cabin } = one.plan
    if (plans.get(number)?.cabin === cabin) {
      swap.keep.push({ claim: one.claim, seat: number })
      taken.add(number)
    } else moving.push(one)
  }
  for (const { claim, plan } of moving) {
    const to = nearest(plan, seatsLeft(plans, plan.cabin, taken))
    if (to) {
      taken.add(to.number)
      swap.move.push({ claim, from: plan.number, to: to.number })
    } else swap.withoutSeat.push({ claim, from: plan.number })
  }
  return swap
}

const seatsLeft = (plans: ReadonlyMap<string, SeatPlan>, cabin: CabinClass, taken: ReadonlySet<string>): SeatPlan[] =>
  [...plans.values()].filter((s) => s.cabin === cabin && !taken.has(s.number))

// In seats across: a window two rows away is as good as a middle seat one row away.
const ROW = 10
const OTHER_POSITION = 15

function nearest(from: SeatPlan, left: readonly SeatPlan[]): SeatPlan | undefined {
  const distance = (to: SeatPlan) =>
    Math.abs(to.row - from.row) * ROW +
    Math.abs(to.column.charCodeAt(0) - from.column.charCodeAt(0)) +
    (to.position === from.position ? 0 : OTHER_POSITION)
  return left.reduce<SeatPlan | undefined>((best, s) => (!best || distance(s) < distance(best) ? s : best), undefined)
}
