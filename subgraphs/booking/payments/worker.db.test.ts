import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shiftClock } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import {
  type NewBooking,
  newViewer,
  type PaymentWorld,
  payInput,
  paymentWorld,
} from '../../../tests/support/payments.ts'
import { until } from '../../../tests/support/wait.ts'
import { cancelBooking } from '../bookings/cancel-booking.ts'
import { expireBookings } from '../bookings/expire-bookings.ts'
import { loadHistory } from '../bookings/store.ts'
import type { BookingDeps } from '../deps.ts'
import { loadInvoices } from '../documents/store.ts'
import { numberDocuments } from '../documents/worker.ts'
import { holdSeats } from '../holds/hold-seats.ts'
import { applyCharge } from './apply-charge.ts'
import { askToCharge } from './ask-provider.ts'
import { payBooking } from './pay-booking.ts'
import { capturedMinor, type PaymentRow, REFUND_REASON, refundedMinor } from './payment.ts'
import { OutcomeUnknown } from './payment-provider.ts'
import { requestRefund } from './request-refund.ts'
import { insertPayment, loadPayments, loadRefunds } from './store.ts'
import { workOnPayments } from './worker.ts'

let world: PaymentWorld
let deps: BookingDeps

beforeAll(async () => {
  world = await paymentWorld()
  deps = world.deps
})
beforeEach(() => shiftClock(0))
afterEach(() => shiftClock(0))
afterAll(() => world.stop())

const paymentsOf = async ({ booking }: NewBooking) =>
  (await loadPayments(deps.db.client, [booking.id])).get(booking.id) ?? []
const refundsOf = async ({ booking }: NewBooking) =>
  (await loadRefunds(deps.db.client, [booking.id])).get(booking.id) ?? []
const statusOf = async ({ booking }: NewBooking) => (await world.reload(booking)).status

const chargesOf = async (made: NewBooking) => {
  const keys = (await paymentsOf(made)).map((p): string => p.id)
  return (await world.ledger()).charges.filter((c) => keys.includes(c.key))
}
const eventsOf = async ({ booking }: NewBooking, type: string) => {
  const found = await deps.db.client.$queryRaw<Array<{ event: string }>>`
    SELECT event FROM outbox WHERE event_key = ${booking.id}`
  return found.map((row) => JSON.parse(row.event)).filter((event) => event.type === type)
}
/** Runs the worker until `done`, as its loop does. */
const workUntil = (done: () => Promise<boolean>) =>
  until(async () => {
    await workOnPayments(deps)
    return done()
  })
/** The payer's press on the bank's page; the charge is decided when it returns. */
const onBankPage = async (made: NewBooking, decision: 'approve' | 'decline') => {
  const payment = (await paymentsOf(made)).findLast((p) => p.actionUrl !== null)
  const response = await fetch(`${payment?.actionUrl}/${decision}`, { method: 'POST', redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location') }
}
/** Our books and the provider's say the same, to the smallest unit. */
const expectSameBooks = async (made: NewBooking) => {
  const payments = await paymentsOf(made)
  const refunds = await refundsOf(made)
  const ledger = await world.ledger()
  const theirs = ledger.charges.filter((c) => payments.some((p) => p.id === c.key))
  const theirRefunds = ledger.refunds.filter((r) => theirs.some((c) => c.id === r.chargeId) && r.status !== 'failed')
  const sum = (rows: Array<{ amountMinor: number }>) => rows.reduce((total, row) => total + row.amountMinor, 0)
  expect(capturedMinor(payments)).toBe(sum(theirs.filter((c) => c.status === 'captured')))
  expect(refundedMinor(refunds)).toBe(sum(theirRefunds))
}

describe('an outcome that is not known', () => {
  test('is processing, never failed, until the provider has been asked; then it is confirmed, charged once', async () => {
    const made = await world.newBooking()
    const input = payInput(made.booking, 'tok_timeout')
    expect(await payBooking(deps, made.viewer, input)).toEqual({ ok: true, bookingId: made.booking.id })
    expect(await paymentsOf(made)).toMatchObject([{ status: 'PROCESSING' }])
    const impatient = await payBooking(deps, made.viewer, payInput(made.booking, 'tok_ok'))
    expect(impatient).toMatchObject({ code: 'WRONG_STATE', state: 'PAYMENT_PROCESSING' })
    await workUntil(async () => (await statusOf(made)) === 'CONFIRMED')
    expect(await chargesOf(made)).toHaveLength(1)
    expect(await eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
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
      expect(await paymentsOf(made)).toMatchObject([{ status: 'PROCESSING', checks }])
    }
    shiftClock(5 * 60_000)
    await workUntil(async () => (await statusOf(made)) === 'CONFIRMED')
    expect(await chargesOf(made)).toHaveLength(1)
  })

  test('of a charge the provider never got is given up when its booking has run out', async () => {
    const made = await world.newBooking()
    const away = { ...deps.provider, charge: async () => Promise.reject(new OutcomeUnknown('away')) }
    await payBooking({ ...deps, provider: away }, made.viewer, payInput(made.booking, 'tok_ok'))
    shiftClock(deps.paymentTtlMs + 1000)
    expect(await expireBookings(deps.db)).toBe(0)
    await workOnPayments(deps)
    expect(await paymentsOf(made)).toMatchObject([{ status: 'FAILED', declineCode: 'not_received' }])
    expect(await expireBookings(deps.db)).toBe(1)
    expect(await chargesOf(made)).toEqual([])
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
    expect(await statusOf(made)).toBe('PENDING_PAYMENT')
    shiftClock(15_000)
    await workUntil(async () => (await statusOf(made)) === 'CONFIRMED')
    expect(await chargesOf(made)).toHaveLength(1)
    expect(await eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
    expect(await payBooking(deps, made.viewer, input)).toEqual({ ok: true, bookingId: made.booking.id })
  })

  test('before it asked the provider: the next one charges as the payer wanted, once', async () => {
    const made = await world.newBooking()
    const dying = { ...deps.provider, charge: async () => Promise.reject(new Killed()) }
    const pay = payBooking({ ...deps, provider: dying }, made.viewer, payInput(made.booking, 'tok_ok'))
    await expect(pay).rejects.toThrow(Killed)
    expect(await chargesOf(made)).toEqual([])
    shiftClock(15_000)
    await Promise.all([workOnPayments(deps), workOnPayments(deps), workOnPayments(deps)])
    expect(await statusOf(made)).toBe('CONFIRMED')
    expect(await chargesOf(made)).toHaveLength(1)
  })
})

describe('a challenge', () => {
  const challenged = async (returnUrl: string | null = 'https://shop.test/back?x=1') => {
    const made = await world.newBooking()
    const input = payInput(made.booking, 'tok_challenge', { returnUrl })
    await payBooking(deps, made.viewer, input)
    return { made, input }
  }

  test('shows where to go, and comes back to where the payer was', async () => {
    const { made, input } = await challenged()
    const [payment] = await paymentsOf(made)
    expect(payment).toMatchObject({ status: 'REQUIRES_ACTION', clientSecret: expect.any(String) })
    const page = await fetch(payment?.actionUrl as string)
    expect(await page.text()).toContain('INR 10501.00')
    const back = await onBankPage(made, 'approve')
    expect(back).toEqual({ status: 303, location: `https://shop.test/back?x=1&payment=${payment?.id}` })
    expect(await payBooking(deps, made.viewer, input)).toMatchObject({ ok: true })
    expect(await statusOf(made)).toBe('CONFIRMED')
    expect((await paymentsOf(made))[0]).toMatchObject({ status: 'CAPTURED', actionUrl: null, clientSecret: null })
  })

  test('declined by the payer is declined', async () => {
    const { made, input } = await challenged(null)
    expect((await onBankPage(made, 'decline')).status).toBe(200)
    expect(await payBooking(deps, made.viewer, input)).toMatchObject({
      code: 'PAYMENT_DECLINED',
      declineCode: 'challenge_declined',
    })
    expect(await statusOf(made)).toBe('PENDING_PAYMENT')
  })

  test("is confirmed once when the payer's return, the webhook and two workers come at once", async () => {
    const { made, input } = await challenged()
    await onBankPage(made, 'approve')
    await until(async () => {
      const [row] = await deps.db.client.$queryRaw<Array<{ n: bigint }>>`
        SELECT COUNT(*) AS n FROM payment_webhook w JOIN payment p ON p.id = w.payment_id
        WHERE p.booking_id = ${made.booking.id} AND w.body LIKE '%charge.captured%'`
      return row?.n === 1n
    })
    const work = [0, 1, 2].map(async () => void (await workOnPayments(deps)) as undefined)
    const returns = [0, 1, 2].map(() => payBooking(deps, made.viewer, input))
    await Promise.all([...work, ...returns])
    await workUntil(async () => (await statusOf(made)) === 'CONFIRMED')
    expect(await eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
    const history = await loadHistory(deps.db.client, [made.booking.id])
    expect(history.filter((h) => h.action === 'PAYMENT_CAPTURED')).toHaveLength(1)
    expect(history.filter((h) => h.action === 'CONFIRMED')).toHaveLength(1)
    expect(await refundsOf(made)).toEqual([])
  })

  test('left alone, paid otherwise, then met after all: one of two charges goes back and the ticket stays', async () => {
    const { made } = await challenged()
    await payBooking(deps, made.viewer, payInput(made.booking, 'tok_ok'))
    expect(await statusOf(made)).toBe('CONFIRMED')
    await onBankPage(made, 'approve')
    await workUntil(async () => (await refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
    const [first] = await paymentsOf(made)
    expect(await refundsOf(made)).toMatchObject([
      { paymentId: first?.id, amountMinor: made.booking.totalMinor, reason: REFUND_REASON.alreadyPaid },
    ])
    expect(await statusOf(made)).toBe('CONFIRMED')
    expect(await eventsOf(made, 'booking.payment-refunded.v1')).toHaveLength(1)
    await expectSameBooks(made)
  })

  test('met after the booking ran out: the seats are free, so it is confirmed', async () => {
    const { made } = await challenged()
    shiftClock(deps.paymentTtlMs + 1000)
    await until(async () => (await expireBookings(deps.db)) === 0)
    expect(await statusOf(made)).toBe('EXPIRED')
    await onBankPage(made, 'approve')
    await workUntil(async () => (await statusOf(made)) === 'CONFIRMED')
    expect(await refundsOf(made)).toEqual([])
  })

  test('met after somebody else took a seat: the money goes back by itself', async () => {
    const { made, input } = await challenged()
    shiftClock(deps.paymentTtlMs + 1000)
    await until(async () => (await expireBookings(deps.db)) === 0)
    const seat = { flightId: made.flightId, seat: made.seats[0] as string }
    const hold = await holdSeats(deps, newViewer(), { seats: [seat], replaces: null, idempotencyKey: newId() })
    expect(hold.ok).toBe(true)
    await onBankPage(made, 'approve')
    await workUntil(async () => (await refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
    expect(await statusOf(made)).toBe('EXPIRED')
    expect(await payBooking(deps, made.viewer, input)).toEqual({ ok: false, code: 'SEATS_UNAVAILABLE', taken: [seat] })
    expect(await eventsOf(made, 'booking.payment-refunded.v1')).toMatchObject([
      { data: { reason: REFUND_REASON.seatsGone } },
    ])
    expect((await loadInvoices(deps.db.client, [made.booking.id])).size).toBe(0)
    await expectSameBooks(made)
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
    expect((await chargesOf(made)).filter((c) => c.status === 'captured')).toHaveLength(2)
    expect(await statusOf(made)).toBe('CONFIRMED')
    await workUntil(async () => (await refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
    expect(await refundsOf(made)).toHaveLength(1)
    expect(await eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
    await expectSameBooks(made)
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
    await workUntil(async () => (await refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
    expect(await refundsOf(made)).toMatchObject([{ status: 'SUCCEEDED', amountMinor: refund }])
    await until(async () => !(await numberDocuments(deps)))
    const documents = (await loadInvoices(deps.db.client, [made.booking.id])).get(made.booking.id)
    expect(documents).toMatchObject([
      { kind: 'INVOICE', totalMinor: made.booking.totalMinor, number: expect.stringMatching(/^INV-\d{8}$/) },
      { kind: 'CREDIT_NOTE', totalMinor: refund, number: expect.stringMatching(/^CN-\d{8}$/) },
    ])
    await expectSameBooks(made)
  })

  test('that the provider fails is tried again as another, and never is more on its way than was captured', async () => {
    const { made, refund } = await cancelled('tok_refund_fails')
    await workUntil(async () => {
      expect(refundedMinor(await refundsOf(made))).toBeLessThanOrEqual(made.booking.totalMinor)
      return (await refundsOf(made)).some((r) => r.status === 'SUCCEEDED')
    })
    expect((await refundsOf(made)).map((r) => r.status)).toEqual(['FAILED', 'SUCCEEDED'])
    expect(refundedMinor(await refundsOf(made))).toBe(refund)
    await expectSameBooks(made)
  })

  test('beyond what was captured is refused, whoever asks', async () => {
    const { made, refund } = await cancelled('tok_ok')
    const { id: bookingId, totalMinor } = made.booking
    const more = (amountMinor: number) =>
      deps.db.transaction((tx) => requestRefund(tx, { bookingId, amountMinor, reason: 'more', now: new Date() }))
    await expect(more(totalMinor - refund + 1)).rejects.toThrow(RangeError)
    expect(await refundsOf(made)).toHaveLength(1)
  })
})
