import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shiftClock } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import { paymentProbes } from '../../../tests/support/payment-probes.ts'
import { type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { until } from '../../../tests/support/wait.ts'
import { cancelBooking } from '../bookings/cancel-booking.ts'
import { expireBookings } from '../bookings/expire-bookings.ts'
import type { BookingDeps } from '../deps.ts'
import { loadInvoices } from '../documents/store.ts'
import { numberDocuments } from '../documents/worker.ts'
import { applyCharge } from './apply-charge.ts'
import { askToCharge } from './ask-provider.ts'
import { payBooking } from './pay-booking.ts'
import { type PaymentRow, refundedMinor } from './payment.ts'
import { OutcomeUnknown } from './payment-provider.ts'
import { requestRefund } from './request-refund.ts'
import { createSandboxProvider } from './sandbox-provider.ts'
import { insertPayment } from './store.ts'
import { workOnPayments } from './worker.ts'

let world: PaymentWorld
let deps: BookingDeps
let look: ReturnType<typeof paymentProbes>

beforeAll(async () => {
  world = await paymentWorld()
  deps = world.deps
  look = paymentProbes(world)
})
beforeEach(() => shiftClock(0))
afterEach(() => shiftClock(0))
afterAll(() => world.stop())

describe('an outcome that is not known', () => {
  test('is processing, never failed, until the provider has been asked; then it is confirmed, charged once', async () => {
    const made = await world.newBooking()
    const input = payInput(made.booking, 'tok_timeout')
    expect(await payBooking(deps, made.viewer, input)).toEqual({ ok: true, bookingId: made.booking.id })
    expect(await look.paymentsOf(made)).toMatchObject([{ status: 'PROCESSING' }])
    const impatient = await payBooking(deps, made.viewer, payInput(made.booking, 'tok_ok'))
    expect(impatient).toMatchObject({ code: 'WRONG_STATE', state: 'PAYMENT_PROCESSING' })
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    expect(await look.chargesOf(made)).toHaveLength(1)
    expect(await look.eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
  })

  test('of a provider that is away is asked for later and later, and nothing is believed meanwhile', async () => {
    const made = await world.newBooking()
    const away: BookingDeps = {
      ...deps,
      provider: {
        ...deps.provider,
        charge: async () => Promise.reject(new OutcomeUnknown('away')),
        fetchCharge: async () => Promise.reject(new OutcomeUnknown('away')),
      },
    }
    await payBooking(away, made.viewer, payInput(made.booking, 'tok_ok'))
    for (let checks = 1; checks <= 4; checks++) {
      shiftClock(checks * 60_000)
      await workOnPayments(away)
      expect(await look.paymentsOf(made)).toMatchObject([{ status: 'PROCESSING', checks }])
    }
    shiftClock(5 * 60_000)
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    expect(await look.chargesOf(made)).toHaveLength(1)
  })

  test('of a charge the provider never got is given up when its booking has run out', async () => {
    const made = await world.newBooking()
    const away = { ...deps.provider, charge: async () => Promise.reject(new OutcomeUnknown('away')) }
    await payBooking({ ...deps, provider: away }, made.viewer, payInput(made.booking, 'tok_ok'))
    shiftClock(deps.paymentTtlMs + 1000)
    expect(await expireBookings(deps.db)).toBe(0)
    await workOnPayments(deps)
    expect(await look.paymentsOf(made)).toMatchObject([{ status: 'FAILED', declineCode: 'not_received' }])
    expect(await expireBookings(deps.db)).toBe(1)
    expect(await look.chargesOf(made)).toEqual([])
  })
})

describe('an answer that comes too late', () => {
  test('for the patience of this side is processing, and confirmed when the slow provider is done, charged once', async () => {
    const made = await world.newBooking()
    const hasty = createSandboxProvider({ url: world.providerUrl, secret: world.webhookSecret, timeoutMs: 300 })
    const answer = await payBooking({ ...deps, provider: hasty }, made.viewer, payInput(made.booking, 'tok_slow'))
    expect(answer).toEqual({ ok: true, bookingId: made.booking.id })
    expect(await look.paymentsOf(made)).toMatchObject([{ status: 'PROCESSING' }])
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    expect(await look.chargesOf(made)).toHaveLength(1)
  })

  // The call is answered 2xx, so the provider does not come again: it is ours to find out.
  test('for the booking is asked for until known, though the provider is away when its call is acted upon', async () => {
    const made = await world.newBooking()
    const lost = async () => Promise.reject(new OutcomeUnknown('away'))
    const away = { ...deps, provider: { ...deps.provider, charge: lost, fetchCharge: lost } }
    await payBooking(away, made.viewer, payInput(made.booking, 'tok_ok'))
    const [payment] = await look.paymentsOf(made)
    shiftClock(deps.paymentTtlMs + 1000)
    await workOnPayments(deps)
    while ((await expireBookings(deps.db)) > 0);
    expect(await look.statusOf(made)).toBe('EXPIRED')
    expect(await look.paymentsOf(made)).toMatchObject([{ status: 'FAILED', declineCode: 'not_received' }])

    const { id: paymentId, amountMinor, currency, returnUrl } = payment as PaymentRow
    const bookingReference = made.booking.reference
    await deps.provider.charge({ paymentId, bookingReference, amountMinor, currency, token: 'tok_ok', returnUrl })
    const calls = () => deps.db.client.paymentWebhook.count({ where: { paymentId, doneAt: null } })
    await until(async () => (await calls()) > 0)
    await workOnPayments(away)
    expect(await calls()).toBe(0)
    shiftClock(deps.paymentTtlMs + 6 * 60_000)
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    await look.expectSameBooks(made)
  })
})

describe('a process that dies', () => {
  class Killed extends Error {}

  test('after the provider has charged: the next one finds the charge and confirms, charged once', async () => {
    const made = await world.newBooking()
    const dying: BookingDeps['provider'] = {
      ...deps.provider,
      async charge(request) {
        await deps.provider.charge(request)
        throw new Killed()
      },
    }
    const input = payInput(made.booking, 'tok_ok')
    await expect(payBooking({ ...deps, provider: dying }, made.viewer, input)).rejects.toThrow(Killed)
    expect(await look.statusOf(made)).toBe('PENDING_PAYMENT')
    shiftClock(15_000)
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    expect(await look.chargesOf(made)).toHaveLength(1)
    expect(await look.eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
    expect(await payBooking(deps, made.viewer, input)).toEqual({ ok: true, bookingId: made.booking.id })
  })

  test('before it asked the provider: the next one charges as the payer wanted, once', async () => {
    const made = await world.newBooking()
    const dying = { ...deps.provider, charge: async () => Promise.reject(new Killed()) }
    const pay = payBooking({ ...deps, provider: dying }, made.viewer, payInput(made.booking, 'tok_ok'))
    await expect(pay).rejects.toThrow(Killed)
    expect(await look.chargesOf(made)).toEqual([])
    shiftClock(15_000)
    await Promise.all([workOnPayments(deps), workOnPayments(deps), workOnPayments(deps)])
    expect(await look.statusOf(made)).toBe('CONFIRMED')
    expect(await look.chargesOf(made)).toHaveLength(1)
  })
})

describe('two charges for one booking', () => {
  // The negative control of 'pressed twice': without the lock on the booking, both presses pass the check and charge.
  test('happen where nobody locks the booking; then one goes back, and the booking stays confirmed', async () => {
    const made = await world.newBooking()
    const { booking } = made
    const payments = [0, 1].map(
      (): PaymentRow => ({
        id: newId(),
        bookingId: booking.id,
        status: 'PROCESSING',
        currency: booking.currency,
        amountMinor: booking.totalMinor,
        providerId: null,
        actionUrl: null,
        clientSecret: null,
        declineCode: null,
        paymentToken: 'tok_ok',
        returnUrl: null,
        checks: 0,
        nextCheckAt: null,
        createdAt: new Date(),
      }),
    )
    for (const payment of payments) await deps.db.transaction((tx) => insertPayment(tx, payment))
    const press = async (payment: PaymentRow) => {
      const charge = await askToCharge(deps, payment)
      if (charge !== 'UNKNOWN') await applyCharge(deps.db, payment.id, { charge, claimedUntil: null })
    }
    await Promise.all(payments.map(press))
    expect((await look.chargesOf(made)).filter((c) => c.status === 'captured')).toHaveLength(2)
    expect(await look.statusOf(made)).toBe('CONFIRMED')
    await look.workUntil(async () => (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
    expect(await look.refundsOf(made)).toHaveLength(1)
    expect(await look.eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
    await look.expectSameBooks(made)
  })
})

describe('a refund', () => {
  const cancelled = async (token: string) => {
    const made = await world.newBooking()
    await payBooking(deps, made.viewer, payInput(made.booking, token))
    const refund = made.booking.totalMinor - 2 * 1000_00
    const expectedRefund = (refund / 100).toFixed(2)
    const answer = await cancelBooking(deps, made.viewer, {
      bookingId: made.booking.id,
      expectedRefund,
      idempotencyKey: newId(),
    })
    expect(answer).toMatchObject({ ok: true })
    return { made, refund }
  }

  test('of a cancelled booking is sent once by three workers, and is on a credit note', async () => {
    const { made, refund } = await cancelled('tok_ok')
    await Promise.all([workOnPayments(deps), workOnPayments(deps), workOnPayments(deps)])
    await look.workUntil(async () => (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
    expect(await look.refundsOf(made)).toMatchObject([{ status: 'SUCCEEDED', amountMinor: refund }])
    await until(async () => !(await numberDocuments(deps)))
    const documents = (await loadInvoices(deps.db.client, [made.booking.id])).get(made.booking.id)
    expect(documents).toMatchObject([
      { kind: 'INVOICE', totalMinor: made.booking.totalMinor, number: expect.stringMatching(/^INV-\d{8}$/) },
      { kind: 'CREDIT_NOTE', totalMinor: refund, number: expect.stringMatching(/^CN-\d{8}$/) },
    ])
    await look.expectSameBooks(made)
  })

  test('that the provider fails is tried again as another, and never is more on its way than was captured', async () => {
    const { made, refund } = await cancelled('tok_refund_fails')
    await look.workUntil(async () => {
      expect(refundedMinor(await look.refundsOf(made))).toBeLessThanOrEqual(made.booking.totalMinor)
      return (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED')
    })
    expect((await look.refundsOf(made)).map((r) => r.status)).toEqual(['FAILED', 'SUCCEEDED'])
    expect(refundedMinor(await look.refundsOf(made))).toBe(refund)
    await look.expectSameBooks(made)
  })

  test('beyond what was captured is refused, whoever asks', async () => {
    const { made, refund } = await cancelled('tok_ok')
    const { id: bookingId, totalMinor } = made.booking
    const more = (amountMinor: number) =>
      deps.db.transaction((tx) => requestRefund(tx, { bookingId, amountMinor, reason: 'more', now: new Date() }))
    await expect(more(totalMinor - refund + 1)).rejects.toThrow(RangeError)
    expect(await look.refundsOf(made)).toHaveLength(1)
  })
})
