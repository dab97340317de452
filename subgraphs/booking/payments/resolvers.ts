import { requireViewer } from '#lib/identity.ts'
import { toMoney } from '#lib/money.ts'
import { problem } from '#lib/problems.ts'
import { sharedProblem } from '#lib/refusal.ts'
import type { Resolvers } from '#schema/generated/booking.ts'
import { bookingAsItIs } from '../bookings/resolvers.ts'
import type { Context } from '../context.ts'
import { findAlternatives } from '../holds/find-alternatives.ts'
import { priceChanged, seatsUnavailable } from '../problem.ts'
import { type PayBookingInput, payBooking } from './pay-booking.ts'
import type { PaymentRow, RefundRow } from './payment.ts'
import { loadPayment } from './store.ts'

export const paymentResolvers = {
  Query: {
    paymentProvider: (_, __, { deps: { provider } }) => ({
      name: provider.name,
      publicKey: provider.publicKey,
      testTokens: [...provider.testTokens],
    }),
  },
  Mutation: {
    payBooking: (_, { input }, context) => pay({ ...input, returnUrl: input.returnUrl ?? null }, context),
  },
  Booking: {
    // Others may read a booking; what pays for it is its customer's.
    payments: async ({ id, userId }, _, { load, viewer }) => {
      const isOwn = viewer?.id === userId
      return (await load.payments.load(id)).map((p) =>
        paymentView(isOwn ? p : { ...p, actionUrl: null, clientSecret: null }),
      )
    },
    refunds: async ({ id }, _, { load }) => (await load.refunds.load(id)).map(refundView),
  },
} satisfies Resolvers

async function pay(input: PayBookingInput, context: Context) {
  const { client } = context.deps.db
  const outcome = await payBooking(context.deps, requireViewer(context), input)
  if (outcome.ok) return bookingAsItIs(outcome.bookingId, context)
  switch (outcome.code) {
    case 'PAYMENT_DECLINED': {
      const payment = await loadPayment(client, outcome.paymentId)
      if (!payment) throw new Error(`Payment ${outcome.paymentId} was declined and is not there.`)
      const declined = problem('PaymentDeclined', 'The payment was declined.', ['input', 'paymentToken'])
      return { ...declined, declineCode: outcome.declineCode, payment: paymentView(payment) }
    }
    case 'PRICE_CHANGED': {
      const { oldTotalMinor: oldMinor, newTotalMinor: newMinor, currency } = outcome
      return priceChanged({ oldMinor, newMinor, currency }, ['input', 'expectedTotal'])
    }
    case 'SEATS_UNAVAILABLE':
      return seatsUnavailable(outcome.taken, await findAlternatives(client, outcome.taken, outcome.taken))
    default:
      return sharedProblem(outcome)
  }
}

const paymentView = ({ id, status, actionUrl, clientSecret, declineCode, createdAt, ...amount }: PaymentRow) => ({
  id,
  status,
  actionUrl,
  clientSecret,
  declineCode,
  amount: toMoney(amount),
  createdAt: createdAt.toISOString(),
})

const refundView = ({ id, status, reason, ...amount }: RefundRow) => ({ id, status, reason, amount: toMoney(amount) })
