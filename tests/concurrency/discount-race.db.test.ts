import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HoldId } from '#lib/ids.ts'
import { newId } from '#lib/ids.ts'
import { cancelBooking } from '../../subgraphs/booking/bookings/cancel-booking.ts'
import { createBooking } from '../../subgraphs/booking/bookings/create-booking.ts'
import { saveDiscount } from '../../subgraphs/booking/discounts/store.ts'
import { loadHoldSeats } from '../../subgraphs/booking/holds/store.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { type BookingFixture, bookingFixture, depsOn, newViewer } from '../support/booking.ts'
import { brokenInvariants } from '../support/booking-invariants.ts'
import { weakened } from '../support/rewritten.ts'
import { noDiscountGuard, noLock, type Weakening } from '../support/weakenings.ts'

const LIMIT = 3
const RACERS = 12

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

async function newDiscount(): Promise<string> {
  const code = newId().replaceAll('-', '').toUpperCase()
  await booking.db.transaction((tx) =>
    saveDiscount(tx, {
      code,
      percentOff: 10,
      amountOffMinor: null,
      currency: null,
      validFrom: new Date('2020-01-01'),
      validTo: new Date('2200-01-01'),
      maxRedemptions: LIMIT,
      redemptions: 0,
    }),
  )
  return code
}

async function bookWith(
  discountCode: string,
  racer: { viewer: ReturnType<typeof newViewer>; holdId: HoldId },
  db = booking.db,
) {
  const [seat] = await loadHoldSeats(booking.db.client, [racer.holdId])
  if (!seat) throw new Error('a hold without seats')
  const passenger = { givenName: 'Ana', familyName: 'Rao', bornOn: '1990-02-03', seats: [seat] }
  return createBooking(depsOn(db), racer.viewer, {
    holdId: racer.holdId,
    passengers: [passenger],
    contactEmail: null,
    discountCode,
    idempotencyKey: newId(),
  })
}

async function newRacers() {
  const flightId = await booking.sell()
  const racers = []
  for (let n = 0; n < RACERS; n++) {
    const viewer = newViewer()
    racers.push({ viewer, holdId: await booking.held(viewer, flightId, [`${4 + (n % 6)}${n < 6 ? 'A' : 'B'}`]) })
  }
  return racers
}

/** Everybody wants the discount at once, and stands before its row until all are there. */
async function redeem(code: string, weakenings: Weakening[] = []) {
  const racers = await newRacers()
  const db = weakened(booking.db, weakenings)
  const lock = 'SELECT * FROM discount WHERE code = ? FOR UPDATE'
  const results = await race({ adminUrl: booking.database.adminUrl, lock, values: [code], waiting: RACERS }, () =>
    racers.map((racer) => bookWith(code, racer, db)),
  )
  expect(reasons(results)).toEqual([])
  return values(results).map((outcome, n) => ({ outcome, ...(racers[n] as (typeof racers)[0]) }))
}

const redemptions = async (code: string) => {
  const [found] = await booking.db.client.$queryRaw<Array<{ redemptions: number }>>`
    SELECT redemptions FROM discount WHERE code = ${code}`
  return found?.redemptions
}

// saleor #544 and #15855: used past its limit; the loser's failure gave back the winner's.
test('of twelve who race for a discount with three uses three get it, and the losers take none of it away', async () => {
  const code = await newDiscount()
  const all = await redeem(code)
  const winners = all.filter(({ outcome }) => outcome.ok)
  expect(winners).toHaveLength(LIMIT)
  const lost = all.filter(
    ({ outcome }) => !outcome.ok && outcome.code === 'DISCOUNT_INVALID' && outcome.fault === 'USED_UP',
  )
  expect(lost).toHaveLength(RACERS - LIMIT)
  expect(await redemptions(code)).toBe(LIMIT)
  expect(await brokenInvariants(booking.db, new Date())).toEqual({})

  const [winner] = winners
  if (!winner?.outcome.ok) throw new Error('nobody won')
  const input = { bookingId: winner.outcome.id, expectedRefund: '0', idempotencyKey: newId() }
  expect(await cancelBooking(booking.deps, winner.viewer, input)).toMatchObject({ ok: true })
  const second = await Promise.all(lost.map((racer) => bookWith(code, racer)))
  expect(second.filter((o) => o.ok)).toHaveLength(1)
  expect(await brokenInvariants(booking.db, new Date())).toEqual({})
})

test('with the lock alone, and with the guard alone, the limit still holds', async () => {
  for (const weakening of [noLock, noDiscountGuard]) {
    const code = await newDiscount()
    expect((await redeem(code, [weakening])).filter(({ outcome }) => outcome.ok)).toHaveLength(LIMIT)
    expect(await redemptions(code)).toBe(LIMIT)
  }
})

test('NEGATIVE CONTROL: without lock and guard the same race goes past the limit', async () => {
  const code = await newDiscount()
  expect((await redeem(code, [noLock, noDiscountGuard])).filter(({ outcome }) => outcome.ok).length).toBeGreaterThan(
    LIMIT,
  )
  expect(Object.keys(await brokenInvariants(booking.db, new Date()))).toContain(
    '10: redemptions are those of bookings, and within the limit',
  )
})
