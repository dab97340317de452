import { isUniqueViolation } from '#lib/driver-fault.ts'
import type { Sql } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { Discount } from './discount.ts'

const toDiscount = (row: Discount): Discount => ({
  ...row,
  amountOffMinor: row.amountOffMinor === null ? null : Number(row.amountOffMinor),
})

export async function loadDiscounts(db: Sql): Promise<Discount[]> {
  const found = await db.$queryRaw<Discount[]>`
    SELECT code, percent_off AS percentOff, amount_off_minor AS amountOffMinor, currency, valid_from AS validFrom,
      valid_to AS validTo, max_redemptions AS maxRedemptions, redemptions
    FROM discount ORDER BY code`
  return found.map(toDiscount)
}

/** What a code takes off never changes once it is made, so that whoever asks only for this needs no lock. */
export async function loadDiscount(db: Sql, code: string): Promise<Discount | undefined> {
  const [row] = await db.$queryRaw<Discount[]>`
    SELECT code, percent_off AS percentOff, amount_off_minor AS amountOffMinor, currency, valid_from AS validFrom,
      valid_to AS validTo, max_redemptions AS maxRedemptions, redemptions
    FROM discount WHERE code = ${code}`
  return row && toDiscount(row)
}

/** The discount with its row locked, so that the last redemption has one winner. */
export async function lockDiscount(tx: Tx, code: string): Promise<Discount | undefined> {
  const [row] = await tx.$queryRaw<Discount[]>`
    SELECT code, percent_off AS percentOff, amount_off_minor AS amountOffMinor, currency, valid_from AS validFrom,
      valid_to AS validTo, max_redemptions AS maxRedemptions, redemptions
    FROM discount WHERE code = ${code} FOR UPDATE`
  return row && toDiscount(row)
}

/** Takes one redemption; false when none is left. */
export async function redeemDiscount(tx: Tx, code: string): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE discount SET redemptions = redemptions + 1 WHERE code = ${code} AND redemptions < max_redemptions`
  return taken === 1
}

/** Gives one redemption back, of a booking that came to nothing. */
export async function returnDiscount(tx: Tx, code: string): Promise<void> {
  await tx.$executeRaw`UPDATE discount SET redemptions = redemptions - 1 WHERE code = ${code} AND redemptions > 0`
}

/** False when the code is taken. */
export async function saveDiscount(tx: Tx, discount: Discount): Promise<boolean> {
  const { code, percentOff, amountOffMinor, currency, validFrom, validTo, maxRedemptions } = discount
  try {
    await tx.$executeRaw`
    INSERT INTO discount (code, percent_off, amount_off_minor, currency, valid_from, valid_to, max_redemptions,
      redemptions)
    VALUES (${code}, ${percentOff}, ${amountOffMinor}, ${currency}, ${validFrom}, ${validTo}, ${maxRedemptions}, 0)`
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}
