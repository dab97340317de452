/** A code that takes something off a booking's price; `redemptions` counts those reserved and those used. */
export interface Discount {
  code: string
  percentOff: number | null
  amountOffMinor: number | null
  currency: string | null
  validFrom: Date
  validTo: Date
  maxRedemptions: number
  redemptions: number
}

export type DiscountFault = 'UNKNOWN' | 'NOT_VALID_NOW' | 'OTHER_CURRENCY' | 'USED_UP'

/** Why the discount does not count for a booking in this currency now; undefined: it counts. */
export function discountFault(discount: Discount | undefined, currency: string, now: Date): DiscountFault | undefined {
  if (!discount) return 'UNKNOWN'
  if (now < discount.validFrom || now >= discount.validTo) return 'NOT_VALID_NOW'
  if (discount.currency !== null && discount.currency !== currency) return 'OTHER_CURRENCY'
  if (discount.redemptions >= discount.maxRedemptions) return 'USED_UP'
  return undefined
}

/** What comes off a price: never more than the price; a percentage is rounded down, once, over the whole. */
export function discountMinor(discount: Discount, priceMinor: number): number {
  const off =
    discount.percentOff !== null ? Math.floor((priceMinor * discount.percentOff) / 100) : (discount.amountOffMinor ?? 0)
  return Math.min(off, priceMinor)
}

/** Codes are written in capitals, whatever the caller typed. Undefined: it cannot be a code. */
export function normalCode(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  return /^[A-Z0-9_-]{1,32}$/.test(code) ? code : undefined
}
