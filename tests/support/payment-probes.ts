import { expect } from 'vitest'
import { capturedMinor, refundedMinor } from '../../subgraphs/booking/payments/payment.ts'
import { loadPayments, loadRefunds } from '../../subgraphs/booking/payments/store.ts'
import { workOnPayments } from '../../subgraphs/booking/payments/worker.ts'
import type { NewBooking, PaymentWorld } from './payments.ts'
import { until } from './wait.ts'

/** Looks at a booking's money from all sides: our books, the outbox, the provider's ledger. */
export function paymentProbes(world: PaymentWorld) {
  const { deps } = world
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
  return { paymentsOf, refundsOf, statusOf, chargesOf, eventsOf, workUntil, onBankPage, expectSameBooks }
}
