import type { Tx } from '../database.ts'
import { type DiscountFault, discountFault, discountMinor, normalCode } from '../discounts/discount.ts'
import { lockDiscount, redeemDiscount } from '../discounts/store.ts'
import { type PriceLine, sumMinor } from './price.ts'

export interface DiscountInvalid {
  ok: false
  code: 'DISCOUNT_INVALID'
  fault: DiscountFault
}

/** Reserves one redemption under the discount's lock, and takes it off the price. */
export async function takeDiscount(
  tx: Tx,
  { code, currency, lines, now }: { code: string; currency: string; lines: PriceLine[]; now: Date },
): Promise<{ ok: true; code: string; lines: PriceLine[] } | DiscountInvalid> {
  const normal = normalCode(code)
  const discount = normal === undefined ? undefined : await lockDiscount(tx, normal)
  const fault = discountFault(discount, currency, now)
  if (!discount || fault) return { ok: false, code: 'DISCOUNT_INVALID', fault: fault ?? 'UNKNOWN' }
  if (!(await redeemDiscount(tx, discount.code))) return { ok: false, code: 'DISCOUNT_INVALID', fault: 'USED_UP' }
  const off = discountMinor(discount, sumMinor(lines))
  return {
    ok: true,
    code: discount.code,
    lines: [...lines, { kind: 'DISCOUNT', description: discount.code, amountMinor: -off }],
  }
}
