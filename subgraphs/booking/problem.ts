import type { FlightId } from '#lib/ids.ts'
import { toMoney } from '#lib/money.ts'
import { problem } from '#lib/problems.ts'
import type { DiscountFault } from './discounts/discount.ts'

const DISCOUNT_MESSAGES: Record<DiscountFault, string> = {
  UNKNOWN: 'There is no such discount.',
  NOT_VALID_NOW: 'This discount is not valid now.',
  OTHER_CURRENCY: 'This discount is for another currency.',
  USED_UP: 'This discount is used up.',
}

export const discountInvalid = (fault: DiscountFault, field: 'code' | 'discountCode') =>
  problem('DiscountInvalid', DISCOUNT_MESSAGES[fault], ['input', field])

export const holdExpired = (expiredAt: Date) => ({
  ...problem('HoldExpired', 'The time of this hold is over.', ['input', 'holdId']),
  expiredAt: expiredAt.toISOString(),
})

export const priceChanged = (was: { oldMinor: number; newMinor: number; currency: string }, path: string[]) => ({
  ...problem('PriceChanged', 'The amount is another one now.', path),
  oldTotal: toMoney({ amountMinor: was.oldMinor, currency: was.currency }),
  newTotal: toMoney({ amountMinor: was.newMinor, currency: was.currency }),
})

interface SeatOnFlight {
  flightId: FlightId
  seat: string
}

export const seatsUnavailable = (taken: SeatOnFlight[], alternatives: SeatOnFlight[], field = 'seats') => ({
  ...problem('SeatsUnavailable', `Taken: ${taken.map((s) => s.seat).join(', ')}.`, ['input', field]),
  taken,
  alternatives,
})

/** Where we were to pick seats and cannot: what is left of the cabin. */
export const tooFewSeats = (left: SeatOnFlight[]) => ({
  ...problem('SeatsUnavailable', 'No free seats are left that fit this wish.', ['input', 'best']),
  taken: [],
  alternatives: left,
})

export const holdLimitReached = (limit: number) => ({
  ...problem('HoldLimitReached', `At most ${limit} unpaid seats of a flight for one customer.`, ['input', 'seats']),
  limit,
})
