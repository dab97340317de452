import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { paymentProbes } from '../../../tests/support/payment-probes.ts'
import { type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { until } from '../../../tests/support/wait.ts'
import { loadHistory } from '../bookings/store.ts'
import type { BookingDeps } from '../deps.ts'
import { payBooking } from './pay-booking.ts'
import { workOnPayments } from './worker.ts'

let world: PaymentWorld
let deps: BookingDeps
let look: ReturnType<typeof paymentProbes>

beforeAll(async () => {
  world = await paymentWorld()
  deps = world.deps
  look = paymentProbes(world)
})
afterAll(() => world.stop())

describe('a challenge', () => {
  const challenged = async (returnUrl: string | null = 'https://shop.test/back?x=1') => {
    const made = await world.newBooking()
    const input = payInput(made.booking, 'tok_challenge', { returnUrl })
    await payBooking(deps, made.viewer, input)
    return { made, input }
  }

  test('shows where to go, and comes back to where the payer was', async () => {
    const { made, input } = await challenged()
    const [payment] = await look.paymentsOf(made)
    expect(payment).toMatchObject({ status: 'REQUIRES_ACTION', clientSecret: expect.any(String) })
    const page = await fetch(payment?.actionUrl as string)
    expect(await page.text()).toContain('INR 10501.00')
    const back = await look.onBankPage(made, 'approve')
    expect(back).toEqual({ status: 303, location: `https://shop.test/back?x=1&payment=${payment?.id}` })
    expect(await payBooking(deps, made.viewer, input)).toMatchObject({ ok: true })
    expect(await look.statusOf(made)).toBe('CONFIRMED')
    expect((await look.paymentsOf(made))[0]).toMatchObject({ status: 'CAPTURED', actionUrl: null, clientSecret: null })
  })

  test('declined by the payer is declined', async () => {
    const { made, input } = await challenged(null)
    expect((await look.onBankPage(made, 'decline')).status).toBe(200)
    expect(await payBooking(deps, made.viewer, input)).toMatchObject({
      code: 'PAYMENT_DECLINED',
      declineCode: 'challenge_declined',
    })
    expect(await look.statusOf(made)).toBe('PENDING_PAYMENT')
  })

  test("is confirmed once when the payer's return, the webhook and two workers come at once", async () => {
    const { made, input } = await challenged()
    await look.onBankPage(made, 'approve')
    await until(async () => {
      const [row] = await deps.db.client.$queryRaw<Array<{ n: bigint }>>`
        SELECT COUNT(*) AS n FROM payment_webhook w JOIN payment p ON p.id = w.payment_id
        WHERE p.booking_id = ${made.booking.id} AND w.body LIKE '%charge.captured%'`
      return row?.n === 1n
    })
    const work = [0, 1, 2].map(async () => void (await workOnPayments(deps)) as undefined)
    const returns = [0, 1, 2].map(() => payBooking(deps, made.viewer, input))
    await Promise.all([...work, ...returns])
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    expect(await look.eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
    const history = await loadHistory(deps.db.client, [made.booking.id])
    expect(history.filter((h) => h.action === 'PAYMENT_CAPTURED')).toHaveLength(1)
    expect(history.filter((h) => h.action === 'CONFIRMED')).toHaveLength(1)
    expect(await look.refundsOf(made)).toEqual([])
  })
})
