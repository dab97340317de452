import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { newViewer, type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { loadTickets } from '../documents/store.ts'
import { payBooking } from './pay-booking.ts'
import { loadPayments } from './store.ts'

let world: PaymentWorld

beforeAll(async () => {
  world = await paymentWorld()
})
afterAll(() => world.stop())

const chargesOf = async (payments: Array<{ id: string }>) => {
  const { charges } = await world.ledger()
  return charges.filter((c) => payments.some((p) => p.id === c.key))
}
const paymentsOf = async (bookingId: Parameters<typeof loadPayments>[1][number]) =>
  (await loadPayments(world.deps.db.client, [bookingId])).get(bookingId) ?? []

describe('a card that pays', () => {
  test('confirms the booking, with a ticket for each passenger and one charge at the provider', async () => {
    const { booking, viewer } = await world.newBooking()
    expect(await payBooking(world.deps, viewer, payInput(booking, 'tok_ok'))).toEqual({
      ok: true,
      bookingId: booking.id,
    })
    expect((await world.reload(booking)).status).toBe('CONFIRMED')
    const payments = await paymentsOf(booking.id)
    expect(payments).toMatchObject([{ status: 'CAPTURED', amountMinor: booking.totalMinor, paymentToken: null }])
    expect(await chargesOf(payments)).toMatchObject([
      { status: 'captured', amountMinor: booking.totalMinor, currency: 'INR' },
    ])
    const tickets = (await loadTickets(world.deps.db.client, [booking.id])).get(booking.id)
    expect(tickets?.map((t) => t.seat)).toEqual(['5A', '5B'])
    expect(new Set(tickets?.map((t) => t.number)).size).toBe(2)
  })

  test('is charged in the currency own unit: yen have no hundredth, dinars a thousandth', async () => {
    for (const currency of ['JPY', 'KWD']) {
      const { booking, viewer } = await world.newBooking({ currency })
      await payBooking(world.deps, viewer, payInput(booking, 'tok_ok'))
      const [charge] = await chargesOf(await paymentsOf(booking.id))
      expect(charge).toMatchObject({ currency, amountMinor: 2 * (4500_00 + 750_50) })
    }
  })

  test('is not charged where a discount takes the whole price', async () => {
    const { deps } = world
    const from = new Date(Date.now() - 60_000)
    await deps.db.client.$executeRaw`
      INSERT INTO discount (code, percent_off, valid_from, valid_to, max_redemptions, redemptions)
      VALUES ('ALLFREE', 100, ${from}, ${new Date(Date.now() + 86_400_000)}, 5, 0)`
    const { booking, viewer } = await world.newBooking({ discountCode: 'ALLFREE' })
    expect(booking.totalMinor).toBe(0)
    const input = payInput(booking, 'tok_ok')
    expect(await payBooking(deps, viewer, input)).toEqual({ ok: true, bookingId: booking.id })
    expect(await payBooking(deps, viewer, input)).toEqual({ ok: true, bookingId: booking.id })
    expect((await world.reload(booking)).status).toBe('CONFIRMED')
    expect(await paymentsOf(booking.id)).toEqual([])
  })
})

describe('a card that does not pay', () => {
  test.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
  ])('%s is declined with %s, also when asked again, and another card may pay', async (token, declineCode) => {
    const { booking, viewer } = await world.newBooking()
    const input = payInput(booking, token)
    const declined = await payBooking(world.deps, viewer, input)
    expect(declined).toMatchObject({ ok: false, code: 'PAYMENT_DECLINED', declineCode })
    expect(await payBooking(world.deps, viewer, input)).toEqual(declined)
    expect((await world.reload(booking)).status).toBe('PENDING_PAYMENT')
    await payBooking(world.deps, viewer, payInput(booking, 'tok_ok'))
    expect((await world.reload(booking)).status).toBe('CONFIRMED')
  })

  test('a token that the provider does not know is invalid input, and nothing is charged', async () => {
    const { booking, viewer } = await world.newBooking()
    const answer = await payBooking(world.deps, viewer, payInput(booking, 'tok_no_such'))
    expect(answer).toMatchObject({ ok: false, code: 'INVALID_INPUT', path: ['input', 'paymentToken'] })
    expect(await chargesOf(await paymentsOf(booking.id))).toEqual([])
    expect((await world.reload(booking)).status).toBe('PENDING_PAYMENT')
  })
})

describe('a request that is refused changes nothing', () => {
  test("another's booking is not found, nor one that does not exist", async () => {
    const { booking } = await world.newBooking()
    const stranger = newViewer()
    expect(await payBooking(world.deps, stranger, payInput(booking, 'tok_ok'))).toMatchObject({ code: 'NOT_FOUND' })
    for (const bookingId of [newId<typeof booking.id>(), 'no-id']) {
      const input = payInput(booking, 'tok_ok', { bookingId })
      expect(await payBooking(world.deps, stranger, input)).toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(await paymentsOf(booking.id)).toEqual([])
  })

  test('a price that the payer was not shown, an odd key, token or address', async () => {
    const { booking, viewer } = await world.newBooking()
    const refused = async (overrides: Parameters<typeof payInput>[2]) =>
      payBooking(world.deps, viewer, payInput(booking, 'tok_ok', overrides))
    expect(await refused({ expectedTotal: '1.00' })).toMatchObject({
      code: 'PRICE_CHANGED',
      oldTotalMinor: 100,
      newTotalMinor: booking.totalMinor,
    })
    expect(await refused({ idempotencyKey: '' })).toMatchObject({ path: ['input', 'idempotencyKey'] })
    for (const paymentToken of ['', ' ', 'tok\u0000', '\ud800', 'x'.repeat(300)]) {
      expect(await refused({ paymentToken })).toMatchObject({ path: ['input', 'paymentToken'] })
    }
    for (const returnUrl of [
      'javascript:alert(1)',
      '/relative',
      '',
      'https://example.test/\ud800',
      `https://example.test/${'a'.repeat(3000)}`,
    ]) {
      expect(await refused({ returnUrl })).toMatchObject({ path: ['input', 'returnUrl'] })
    }
    expect(await paymentsOf(booking.id)).toEqual([])
  })

  test('a key that came with other input is a conflict, and one that was refused may come again', async () => {
    const { booking, viewer } = await world.newBooking()
    const input = payInput(booking, 'tok_ok', { expectedTotal: '1.00' })
    await payBooking(world.deps, viewer, input)
    const right = { ...input, expectedTotal: payInput(booking, '').expectedTotal }
    expect(await payBooking(world.deps, viewer, right)).toMatchObject({ ok: true })
    const other = { ...right, paymentToken: 'tok_slow' }
    expect(await payBooking(world.deps, viewer, other)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
  })

  test('a booking that is paid is not paid again', async () => {
    const { booking, viewer } = await world.newBooking()
    await payBooking(world.deps, viewer, payInput(booking, 'tok_ok'))
    const again = await payBooking(world.deps, viewer, payInput(booking, 'tok_ok'))
    expect(again).toMatchObject({ code: 'WRONG_STATE', state: 'CONFIRMED' })
    expect(await paymentsOf(booking.id)).toHaveLength(1)
  })
})

describe('pressed twice', () => {
  test('with one key, at once, ten times: one charge, and all hear of the same booking', async () => {
    const { booking, viewer } = await world.newBooking()
    const input = payInput(booking, 'tok_ok')
    const answers = await Promise.all(Array.from({ length: 10 }, () => payBooking(world.deps, viewer, input)))
    for (const answer of answers) expect(answer).toEqual({ ok: true, bookingId: booking.id })
    const payments = await paymentsOf(booking.id)
    expect(payments).toMatchObject([{ status: 'CAPTURED' }])
    expect(await chargesOf(payments)).toHaveLength(1)
    expect((await world.reload(booking)).status).toBe('CONFIRMED')
  })

  test('with five keys, at once: one charge, the others hear that a payment is under way or done', async () => {
    const { booking, viewer } = await world.newBooking()
    const presses = Array.from({ length: 5 }, () => payBooking(world.deps, viewer, payInput(booking, 'tok_slow')))
    const answers = await Promise.all(presses)
    expect(answers.filter((a) => a.ok)).toHaveLength(1)
    for (const refused of answers.filter((a) => !a.ok)) {
      expect(refused).toMatchObject({ code: 'WRONG_STATE', state: 'PAYMENT_PROCESSING' })
    }
    expect(await chargesOf(await paymentsOf(booking.id))).toHaveLength(1)
  })
})
