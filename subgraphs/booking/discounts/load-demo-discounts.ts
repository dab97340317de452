import { dbNow } from '#lib/clock.ts'
import type { BookingDb } from '../database.ts'
import { saveDiscount } from './store.ts'

const DAY_MS = 86_400_000

/** FLY100: 100 rupees off, for five years, a million times. A discount that is there already stays as it is. */
export async function loadDemoDiscounts(db: BookingDb): Promise<void> {
  await db.transaction(async (tx) => {
    const now = (await dbNow(tx)).getTime()
    await saveDiscount(tx, {
      code: 'FLY100',
      percentOff: null,
      amountOffMinor: 100_00,
      currency: 'INR',
      validFrom: new Date(now - DAY_MS),
      validTo: new Date(now + 5 * 365 * DAY_MS),
      maxRedemptions: 1_000_000,
      redemptions: 0,
    })
  })
}
