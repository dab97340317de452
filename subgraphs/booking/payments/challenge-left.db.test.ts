import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { dbNow, shiftClock } from '#lib/clock.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import { paymentProbes } from '../../../tests/support/payment-probes.ts'
import {
  type NewBooking,
  newViewer,
  type PaymentWorld,
  payInput,
  paymentWorld,
} from '../../../tests/support/payments.ts'
import { cancelBooking } from '../bookings/cancel-booking.ts'
import { expireBookings } from '../bookings/expire-bookings.ts'
import type { BookingDeps } from '../deps.ts'
import { loadInvoices } from '../documents/store.ts'
import { holdSeats } from '../holds/hold-seats.ts'
import { PROVIDER_WORD_MS, TIME_TO_ACT_MS } from './deadlines.ts'
import { payBooking } from './pay-booking.ts'
import { REFUND_REASON } from './payment.ts'
import { OutcomeUnknown } from './payment-provider.ts'
import { workOnPayments } from './worker.ts'

let world: PaymentWorld
let deps: BookingDeps
let look: ReturnType<typeof paymentProbes>

beforeAll(async () => {
  world = await paymentWorld()
  deps = world.deps
  look = paymentProbes(world)
})
afterEach(() => shiftClock(0))
afterAll(() => world.stop())

const lost = () => Promise.reject(new OutcomeUnknown('away'))
const away = (): BookingDeps => {
  const provider = { ...deps.provider, charge: lost, fetchCharge: lost, cancelCharge: lost }
  return { ...deps, provider }
}
const cannotCallOff = (): BookingDeps => {
  const { cancelCharge: _, ...provider } = deps.provider
  return { ...deps, provider }
}
const challenged = async () => {
  const made = await world.newBooking()
  const input = payInput(made.booking, 'tok_challenge')
  expect(await payBooking(deps, made.viewer, input)).toMatchObject({ ok: true })
  expect(await look.paymentsOf(made)).toMatchObject([{ status: 'REQUIRES_ACTION' }])
  return { made, input }
}
/** Moves the clock to so long after (before, where negative) the end of the time to pay. */
const goTo = async ({ booking }: NewBooking, ms: number) => {
  shiftClock(0)
  const now = await dbNow(deps.db.client)
  shiftClock(booking.payBy.getTime() + ms - now.getTime())
}
const expireAll = async () => {
  while ((await expireBookings(deps.db)) > 0);
}
const wants = (flightId: FlightId, seat: string) =>
  holdSeats(deps, newViewer(), { seats: [{ flightId, seat }], replaces: null, idempotencyKey: newId() })
const forgetCalls = () => deps.db.client.$executeRaw`DELETE FROM payment_webhook`

describe('a challenge that is left for another payment', () => {
  test('is called off, so that its payer cannot pay twice', async () => {
    const { made } = await challenged()
    const [first] = await look.paymentsOf(made)
    expect(await payBooking(deps, made.viewer, payInput(made.booking, 'tok_ok'))).toMatchObject({ ok: true })
    expect(await look.paymentsOf(made)).toMatchObject([
      { status: 'FAILED', declineCode: 'canceled' },
      { status: 'CAPTURED' },
    ])
    const page = await fetch(`${first?.actionUrl}/approve`, { method: 'POST' })
    expect(await page.text()).toContain('called off')
    expect((await look.chargesOf(made)).map((c) => c.status)).toEqual(['failed', 'captured'])
    expect(await look.refundsOf(made)).toEqual([])
  })

  test('and was met just before: the other card is not charged', async () => {
    const { made } = await challenged()
    await look.onBankPage(made, 'approve')
    const input = payInput(made.booking, 'tok_ok')
    expect(await payBooking(deps, made.viewer, input)).toEqual({ ok: true, bookingId: made.booking.id })
    expect(await look.statusOf(made)).toBe('CONFIRMED')
    expect(await look.paymentsOf(made)).toMatchObject([{ status: 'CAPTURED' }, { status: 'FAILED' }])
    expect(await look.chargesOf(made)).toMatchObject([{ status: 'captured', token: 'tok_challenge' }])
    expect(await payBooking(deps, made.viewer, input)).toEqual({ ok: true, bookingId: made.booking.id })
    expect(await look.eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
  })

  // pretix #343: refunding a duplicate charge voided the paid order.
  test('with a provider that calls nothing off: met after all, one of two charges goes back and the ticket stays', async () => {
    const { made } = await challenged()
    await payBooking(cannotCallOff(), made.viewer, payInput(made.booking, 'tok_ok'))
    expect(await look.statusOf(made)).toBe('CONFIRMED')
    await look.onBankPage(made, 'approve')
    await look.workUntil(async () => (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
    const [first] = await look.paymentsOf(made)
    expect(await look.refundsOf(made)).toMatchObject([
      { paymentId: first?.id, amountMinor: made.booking.totalMinor, reason: REFUND_REASON.alreadyPaid },
    ])
    expect(await look.statusOf(made)).toBe('CONFIRMED')
    expect(await look.eventsOf(made, 'booking.payment-refunded.v1')).toHaveLength(1)
    await look.expectSameBooks(made)
  })

  test('is called off by the worker when the booking is cancelled', async () => {
    const { made } = await challenged()
    const input = { bookingId: made.booking.id, expectedRefund: '0', idempotencyKey: newId() }
    expect(await cancelBooking(deps, made.viewer, input)).toMatchObject({ ok: true })
    await workOnPayments(deps)
    expect(await look.paymentsOf(made)).toMatchObject([{ status: 'FAILED', declineCode: 'canceled' }])
    expect(await look.chargesOf(made)).toMatchObject([{ status: 'failed' }])
  })
})

describe('a booking whose time to pay ends during a challenge', () => {
  test('does not run out before the provider was asked, and is confirmed where it was met', async () => {
    const { made } = await challenged()
    await look.onBankPage(made, 'approve')
    await forgetCalls()
    await goTo(made, 1000)
    await expireAll()
    expect(await look.statusOf(made)).toBe('PENDING_PAYMENT')
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    expect(await look.refundsOf(made)).toEqual([])
  })

  test('runs out where nobody met it, after the charge was called off', async () => {
    const { made } = await challenged()
    await goTo(made, 1000)
    await expireAll()
    expect(await look.statusOf(made)).toBe('PENDING_PAYMENT')
    await workOnPayments(deps)
    expect(await look.chargesOf(made)).toMatchObject([{ status: 'failed', declineCode: 'canceled' }])
    await expireAll()
    expect(await look.statusOf(made)).toBe('EXPIRED')
    expect(await wants(made.flightId, made.seats[0] as string)).toMatchObject({ ok: true })
  })

  test('gives a payer who began just before it five minutes, with the seats', async () => {
    const made = await world.newBooking()
    await goTo(made, -1000)
    await payBooking(deps, made.viewer, payInput(made.booking, 'tok_challenge'))
    await goTo(made, TIME_TO_ACT_MS - 90_000)
    await workOnPayments(deps)
    await expireAll()
    expect(await look.paymentsOf(made)).toMatchObject([{ status: 'REQUIRES_ACTION' }])
    expect(await wants(made.flightId, made.seats[0] as string)).toMatchObject({ code: 'SEATS_UNAVAILABLE' })
    await look.onBankPage(made, 'approve')
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
  })
})

describe('a booking whose time to pay ends while the provider is away', () => {
  /** Met in time, with the provider away from a minute before the time to pay ends. */
  const metWhileAway = async () => {
    const { made, input } = await challenged()
    await look.onBankPage(made, 'approve')
    await forgetCalls()
    await goTo(made, -30_000)
    await workOnPayments(away())
    expect(await look.paymentsOf(made)).toMatchObject([{ status: 'REQUIRES_ACTION' }])
    return { made, input, seat: { flightId: made.flightId, seat: made.seats[0] as string } }
  }

  test('waits, with its seats, and is confirmed when the provider is back', async () => {
    const { made, seat } = await metWhileAway()
    await goTo(made, PROVIDER_WORD_MS - 60_000)
    await workOnPayments(away())
    await expireAll()
    expect(await look.statusOf(made)).toBe('PENDING_PAYMENT')
    expect(await wants(seat.flightId, seat.seat)).toMatchObject({ code: 'SEATS_UNAVAILABLE' })
    await goTo(made, PROVIDER_WORD_MS - 1000)
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    expect(await look.refundsOf(made)).toEqual([])
  })

  test('waits a quarter of an hour and no longer; what was captured then takes the seats again', async () => {
    const { made } = await metWhileAway()
    await goTo(made, PROVIDER_WORD_MS)
    await workOnPayments(away())
    await expireAll()
    expect(await look.statusOf(made)).toBe('EXPIRED')
    await goTo(made, PROVIDER_WORD_MS + 6 * 60_000)
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
    expect(await look.refundsOf(made)).toEqual([])
  })

  // liedekef/events-made-easy #496: paid late, overbooked.
  test('or the money goes back by itself, when somebody else has a seat by then', async () => {
    const { made, input, seat } = await metWhileAway()
    await goTo(made, PROVIDER_WORD_MS)
    await workOnPayments(away())
    await expireAll()
    expect(await wants(seat.flightId, seat.seat)).toMatchObject({ ok: true })
    await goTo(made, PROVIDER_WORD_MS + 6 * 60_000)
    await look.workUntil(async () => (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
    expect(await look.statusOf(made)).toBe('EXPIRED')
    expect(await payBooking(deps, made.viewer, input)).toEqual({ ok: false, code: 'SEATS_UNAVAILABLE', taken: [seat] })
    expect(await look.eventsOf(made, 'booking.payment-refunded.v1')).toMatchObject([
      { data: { reason: REFUND_REASON.seatsGone } },
    ])
    expect((await loadInvoices(deps.db.client, [made.booking.id])).size).toBe(0)
    await look.expectSameBooks(made)
  })

  test('and the provider calls nothing off: it runs out all the same, and a challenge met later is honoured', async () => {
    const { made } = await challenged()
    const unable = cannotCallOff()
    await goTo(made, PROVIDER_WORD_MS - 1000)
    await workOnPayments(unable)
    await expireAll()
    expect(await look.statusOf(made)).toBe('PENDING_PAYMENT')
    await goTo(made, PROVIDER_WORD_MS)
    await expireAll()
    expect(await look.statusOf(made)).toBe('EXPIRED')
    await look.onBankPage(made, 'approve')
    await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
  })
})
