import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { loadHistory } from '../../subgraphs/booking/bookings/store.ts'
import { REFUND_REASON } from '../../subgraphs/booking/payments/payment.ts'
import { type SmtpReceiver, startSmtpReceiver } from '../../subgraphs/notification/testing/smtp-receiver.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { paymentProbes } from '../support/payment-probes.ts'
import { type NewBooking, payInput } from '../support/payments.ts'
import type { TestProcess } from '../support/process.ts'
import { until } from '../support/wait.ts'
import { type PaymentProcesses, paymentProcesses, type TwoProcesses } from './payment-processes.ts'
import { inOrder, rowsOf, seatOf } from './payment-racers.ts'

const PRESSES = 6
const WITHOUT_LOCKS = { NODE_OPTIONS: `--import=${new URL('./payment-without-locks.ts', import.meta.url).href}` }

let system: PaymentProcesses
let look: ReturnType<typeof paymentProbes>
let adminUrl: string
let mails: TestDatabase
let smtp: SmtpReceiver

beforeAll(async () => {
  mails = await testDatabase('notification')
  smtp = await startSmtpReceiver()
  system = await paymentProcesses()
  look = paymentProbes(system.world)
  adminUrl = system.world.database.adminUrl
})
afterEach(() => system.endAll())
afterAll(async () => {
  await system.stop()
  await smtp.stop()
  await mails.drop()
})

interface Answer {
  __typename: string
  state?: string
}
const PAY = `mutation ($i: PayBookingInput!) { payBooking(input: $i) { __typename ... on WrongState { state } } }`
const CANCEL = 'mutation ($i: CancelBookingInput!) { cancelBooking(input: $i) { __typename } }'
const pay = (process: TestProcess, { viewer }: NewBooking, input: object) =>
  system.ask<Answer>(process, viewer, { query: PAY, input })
const cancel = (process: TestProcess, { viewer, booking }: NewBooking) => {
  const input = { bookingId: booking.id, expectedRefund: '0', idempotencyKey: newId() }
  return system.ask<Answer>(process, viewer, { query: CANCEL, input })
}
const isSettled = async (made: NewBooking) => (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED')

/** So near the end of the time to pay that each moves the claim on the seats: before a seat all of them meet. */
async function press(two: TwoProcesses) {
  system.world.deps.paymentTtlMs = 4 * 60_000
  const made = await system.world.newBooking()
  const results = await race({ adminUrl, ...seatOf(made), waiting: PRESSES }, () =>
    Array.from({ length: PRESSES }, (_, n) => pay(two[n % 2] as TestProcess, made, payInput(made.booking, 'tok_ok'))),
  )
  return { made, answers: values(results), failed: reasons(results) }
}

test('pressed six times at two processes with a key each, a booking is charged once', async () => {
  const { made, answers, failed } = await press(await system.startTwo())
  expect(failed).toEqual([])
  expect(answers.filter((a) => a.__typename === 'Booking')).toHaveLength(1)
  expect(answers.filter((a) => a.__typename === 'WrongState')).toHaveLength(PRESSES - 1)
  expect(await look.chargesOf(made)).toMatchObject([{ status: 'captured' }])
  expect(await look.statusOf(made)).toBe('CONFIRMED')
  await look.expectSameBooks(made)
})

test('NEGATIVE CONTROL: two processes without locks charge the same presses more than once', async () => {
  const { made } = await press(await system.startTwo(WITHOUT_LOCKS))
  expect((await look.chargesOf(made)).length).toBeGreaterThan(1)
})

test('pressed at both processes with one key it is one payment, and both hear the same', async () => {
  const two = await system.startTwo()
  const made = await system.world.newBooking()
  const input = payInput(made.booking, 'tok_ok')
  const results = await race({ adminUrl, ...rowsOf(made, 'booking'), waiting: 2 }, () =>
    Array.from({ length: PRESSES }, (_, n) => pay(two[n % 2] as TestProcess, made, input)),
  )
  expect(reasons(results)).toEqual([])
  expect(values(results).every((a) => a.__typename === 'Booking')).toBe(true)
  await until(async () => (await look.statusOf(made)) === 'CONFIRMED')
  expect(await look.chargesOf(made)).toHaveLength(1)
})

// pretix #1166, eventyay #1924: browser return and webhook at once marked two payments.
test('the return of the browser at both processes, and webhooks, make one payment, one confirmation and one mail', async () => {
  const two = await system.startTwo()
  await system.start('subgraphs/notification/main.ts', {
    DATABASE_URL: mails.url,
    BOOKING_URL: two[0].url,
    SMTP_URL: smtp.url,
  })
  const made = await system.world.newBooking()
  const input = payInput(made.booking, 'tok_challenge')
  await pay(two[0], made, input)
  await look.onBankPage(made, 'approve')
  const results = await race({ adminUrl, ...rowsOf(made, 'booking'), waiting: PRESSES }, () =>
    Array.from({ length: PRESSES }, (_, n) => pay(two[n % 2] as TestProcess, made, input)),
  )
  expect(reasons(results)).toEqual([])
  expect(values(results).every((a) => a.__typename === 'Booking')).toBe(true)
  const calls = { where: { paymentId: (await look.paymentsOf(made))[0]?.id as string, doneAt: { not: null } } }
  const { client } = system.world.deps.db
  await until(async () => (await client.paymentWebhook.count(calls)) === 2, { timeoutMs: 20_000 })
  const history = (await loadHistory(client, [made.booking.id])).map((h) => h.action)
  expect(history).toEqual(['CREATED', 'PAYMENT_STARTED', 'PAYMENT_REQUIRES_ACTION', 'PAYMENT_CAPTURED', 'CONFIRMED'])
  expect(await look.refundsOf(made)).toEqual([])
  const toPayer = () => smtp.mails.filter(({ to }) => to.includes(made.booking.contactEmail))
  await until(() => toPayer().some(({ mail }) => mail.subject?.includes(made.booking.reference)), { timeoutMs: 60_000 })
  expect(await system.carried('booking.confirmed.v1', made.booking.id)).toBe(1)
  await system.endAll()
  expect(toPayer()).toHaveLength(1)
})

test('cancelled at one process while its money arrives at the other: never both, and no money is kept', async () => {
  const two = await system.startTwo()
  for (const first of ['cancel', 'money']) {
    const made = await system.world.newBooking()
    const input = payInput(made.booking, 'tok_challenge')
    await pay(two[1], made, input)
    await look.onBankPage(made, 'approve')
    const ways = [() => cancel(two[0], made), () => pay(two[1], made, input)]
    const results = await race({ adminUrl, ...rowsOf(made, 'booking'), waiting: 2 }, () =>
      inOrder(adminUrl, first === 'cancel' ? ways : ways.toReversed()),
    )
    expect(reasons(results)).toEqual([])
    const types = values(results).map((a) => a.__typename)
    const history = await loadHistory(system.world.deps.db.client, [made.booking.id])
    const actions = history.map((h) => h.action)
    // A webhook may have woken a worker that was faster than both.
    if (actions.includes('CANCELLED')) {
      expect(types.toSorted()).toEqual(['Booking', 'WrongState'])
      expect(actions).not.toContain('CONFIRMED')
      await until(() => isSettled(made), { timeoutMs: 20_000 })
      expect(await look.refundsOf(made)).toMatchObject([
        { reason: REFUND_REASON.cancelled, amountMinor: made.booking.totalMinor },
      ])
      expect(await look.statusOf(made)).toBe('CANCELLED')
    } else {
      expect(types.toSorted()).toEqual(['Booking', 'PriceChanged'])
      expect(actions.filter((action) => action === 'CONFIRMED')).toHaveLength(1)
      expect(await look.refundsOf(made)).toEqual([])
      expect(await look.statusOf(made)).toBe('CONFIRMED')
    }
    await look.expectSameBooks(made)
  }
})
