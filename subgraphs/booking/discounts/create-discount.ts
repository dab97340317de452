import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { fractionDigits, parseAmount } from '#lib/money.ts'
import { type InvalidInput, invalidInput, KEY_FAULT } from '#lib/refusal.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { type Discount, normalCode } from './discount.ts'
import { saveDiscount } from './store.ts'

export interface CreateDiscountInput {
  code: string
  percentOff: number | null
  amountOff: string | null
  currency: string | null
  validFrom: string
  validTo: string
  maxRedemptions: number
  idempotencyKey: string
}

export async function createDiscount(
  { db }: BookingDeps,
  viewer: Viewer,
  input: CreateDiscountInput,
): Promise<Done | InvalidInput | KeyConflict> {
  if (!isIdempotencyKey(input.idempotencyKey)) return KEY_FAULT
  const discount = read(input)
  if ('ok' in discount) return discount
  const request = { viewerId: viewer.id, operation: 'createDiscount', key: input.idempotencyKey, input }
  return idempotently(db, request, async (tx: Tx): Promise<Done | InvalidInput> => {
    if (!(await saveDiscount(tx, discount))) return invalidInput(['code'], 'This code is taken.')
    return { ok: true, type: 'Discount', id: discount.code }
  })
}

function read({
  code,
  percentOff,
  amountOff,
  currency,
  validFrom,
  validTo,
  maxRedemptions,
}: CreateDiscountInput): Discount | InvalidInput {
  const normal = normalCode(code)
  if (normal === undefined) return invalidInput(['code'], 'A code has 1 to 32 letters, digits, dashes or underscores.')
  if ((percentOff === null) === (amountOff === null))
    return invalidInput(['percentOff'], 'Either a percentage or an amount.')
  if (percentOff !== null && (percentOff < 1 || percentOff > 100)) return invalidInput(['percentOff'], 'From 1 to 100.')
  if (currency !== null && fractionDigits(currency) === undefined) return invalidInput(['currency'], 'Not a currency.')
  if (amountOff !== null && currency === null) return invalidInput(['currency'], 'An amount needs its currency.')
  const amountOffMinor = amountOff === null ? null : parseAmount(amountOff, currency ?? '')
  if (amountOffMinor === undefined || (amountOffMinor !== null && amountOffMinor <= 0)) {
    return invalidInput(['amountOff'], `Not an amount of ${currency}.`)
  }
  const [from, to] = [instant(validFrom), instant(validTo)]
  if (!from) return invalidInput(['validFrom'], 'Not an instant.')
  if (!to || to <= from) return invalidInput(['validTo'], 'Not an instant after validFrom.')
  if (maxRedemptions < 1) return invalidInput(['maxRedemptions'], 'At least 1.')
  return {
    code: normal,
    percentOff,
    amountOffMinor,
    currency,
    validFrom: from,
    validTo: to,
    maxRedemptions,
    redemptions: 0,
  }
}

// 9999 with an offset may be the year 10000 in UTC, which a DATETIME cannot hold.
const LAST_YEAR = 9998

/** An RFC 3339 instant of the years the database knows. */
function instant(text: string): Date | undefined {
  const date = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? new Date(text)
    : undefined
  return date && date.getUTCFullYear() <= LAST_YEAR ? date : undefined
}
