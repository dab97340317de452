import { type InvalidInput, invalidInput } from '#lib/refusal.ts'
import { type Discount, discountMinor } from '../discounts/discount.ts'
import type { SaleFlight } from '../flights/flight.ts'
import { type SeatPlan, surchargeMinor } from '../seats/layout.ts'
import type { BookingRow, SegmentRow } from './booking.ts'
import { type PriceLine, priceLines, sumMinor } from './price.ts'

/** What the wanted seat costs over the fare, where it is of the same cabin and costs no more than was agreed on. */
export function decideSeatChange(
  segment: Pick<SegmentRow, 'seat' | 'cabin' | 'surchargeMinor'>,
  wanted: { seat: string; plan: SeatPlan | undefined; fares: SaleFlight['fares']; currency: string },
): { ok: true; surchargeMinor: number } | InvalidInput {
  const { seat, plan, fares, currency } = wanted
  const fault = (message: string) => invalidInput(['seat'], message)
  if (!plan) return fault(`There is no seat ${seat} on that flight.`)
  if (seat === segment.seat) return fault('The passenger sits there already.')
  if (plan.cabin !== segment.cabin) return fault(`Seat ${seat} is in another cabin.`)
  const fare = fares.find((f) => f.cabin === plan.cabin && f.currency === currency)
  if (!fare) return fault(`Seat ${seat} is not sold in ${currency}.`)
  const costs = surchargeMinor(plan, fare.surcharges)
  if (costs > segment.surchargeMinor) return fault(`Seat ${seat} costs more than the passenger's own.`)
  return { ok: true, surchargeMinor: costs }
}

/**
 * The price of a booking with these seats. Its discount counts as it would have from the beginning: a percentage of the
 * new price, or its amount up to the price. So a cheaper seat never makes the total larger, nor less than nothing, and
 * what a discount took off is not paid out.
 */
export function repriced(
  segments: SegmentRow[],
  { flights, discount }: { flights: Parameters<typeof priceLines>[1]; discount: Discount | undefined },
): { lines: PriceLine[]; totalMinor: number } {
  const full = priceLines(
    segments.map((s) => ({ ...s, seat: s.seat ?? '–' })),
    flights,
  )
  const off = discount && discountMinor(discount, sumMinor(full))
  const lines: PriceLine[] =
    off === undefined ? full : [...full, { kind: 'DISCOUNT', description: discount?.code ?? '', amountMinor: -off }]
  return { lines, totalMinor: sumMinor(lines) }
}

/** What goes back of a paid booking whose price fell: never more than it cost. */
export const refundMinor = (
  { status, totalMinor }: Pick<BookingRow, 'status' | 'totalMinor'>,
  newTotalMinor: number,
) => (status === 'CONFIRMED' ? Math.max(0, totalMinor - newTotalMinor) : 0)
