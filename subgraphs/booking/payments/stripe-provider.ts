import { Stripe } from 'stripe'
import {
  type Charge,
  type ChargeRequest,
  INVALID_TOKEN,
  type PaymentProvider,
  type RefundRequest,
} from './payment-provider.ts'
import { toStripeAmount } from './stripe-amount.ts'
import { declineCode, toCharge, toRefund } from './stripe-charge.ts'
import { answered, createStripeClient } from './stripe-client.ts'
import { findIntent, findRefund } from './stripe-lookup.ts'
import { verifyStripeWebhook } from './stripe-webhook.ts'

export interface StripeOptions {
  /** STRIPE_SECRET_KEY: sk_… or, with the rights to PaymentIntents and refunds, rk_… */
  secretKey: string
  /** STRIPE_PUBLISHABLE_KEY, for Stripe.js in the browser. */
  publicKey: string | null
  /** PAYMENT_WEBHOOK_SECRET: the endpoint's signing secret, whsec_… */
  webhookSecret: string
  /** PAYMENT_URL: where the API is, if not at Stripe. */
  url?: string
  timeoutMs?: number
}

/** Decline code of an amount that Stripe cannot take as it is, such as one fils of a dinar. */
const AMOUNT_UNSUPPORTED = 'amount_unsupported'

const TEST_TOKENS = [
  { token: 'pm_card_visa', meaning: 'is paid' },
  { token: 'pm_card_visa_chargeDeclined', meaning: 'is declined by the bank' },
  { token: 'pm_card_visa_chargeDeclinedInsufficientFunds', meaning: 'is declined for want of money' },
  { token: 'pm_card_threeDSecure2Required', meaning: 'asks the payer to approve on a page of the bank' },
] as const

/** Speaks to Stripe by PaymentIntents, confirmed as they are made. Our payment's id is the key that makes one only once. */
export function createStripeProvider(options: StripeOptions): PaymentProvider {
  const { secretKey, publicKey, webhookSecret, url, timeoutMs = 10_000 } = options
  const stripe = createStripeClient(secretKey, { url, timeoutMs })
  const fetchById = async (id: string): Promise<Charge> => toCharge(await stripe.paymentIntents.retrieve(id))
  const inTime = <T>(ask: () => Promise<T>): Promise<T> => answered(ask, timeoutMs)

  return {
    name: 'stripe',
    publicKey,
    testTokens: /^.k_test_/.test(secretKey) ? TEST_TOKENS : [],
    charge: (request) =>
      inTime(async () => {
        const { charge, isReplay } = await createIntent(stripe, request)
        // A replayed answer tells how the charge began; since then its payer may have met the challenge.
        return isReplay && charge.providerId !== null ? fetchById(charge.providerId) : charge
      }),
    fetchCharge: ({ paymentId, providerId }) =>
      inTime(async () => {
        if (providerId !== null) return fetchById(providerId)
        const found = await findIntent(stripe, paymentId)
        return found === undefined ? undefined : toCharge(found)
      }),
    cancelCharge: (chargeId) =>
      inTime(async () => {
        try {
          return toCharge(await stripe.paymentIntents.cancel(chargeId))
        } catch (error) {
          if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
          // It has come to its end, or is about to.
          return fetchById(chargeId)
        }
      }),
    refund: (request) => inTime(() => refund(stripe, request)),
    verifyWebhook: (headers, rawBody) => verifyStripeWebhook(webhookSecret, headers['stripe-signature'], rawBody),
  }
}

interface Made {
  charge: Charge
  /** Whether this is the kept answer to the same request made before. */
  isReplay: boolean
}

async function createIntent(stripe: Stripe, request: ChargeRequest): Promise<Made> {
  const { paymentId, bookingReference, currency, token, returnUrl } = request
  const amount = toStripeAmount(request)
  const method = methodOf(token)
  if (amount === undefined) return refused(AMOUNT_UNSUPPORTED)
  if (method === undefined) return refused(INVALID_TOKEN)
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount,
        currency: currency.toLowerCase(),
        confirm: true,
        ...method,
        // Without a page to return to, only what the payer can approve within ours, by the client secret.
        automatic_payment_methods: { enabled: true, allow_redirects: returnUrl === null ? 'never' : 'always' },
        ...(returnUrl !== null && { return_url: returnUrl }),
        description: `Booking ${bookingReference}`,
        metadata: { paymentId, bookingReference },
      },
      { idempotencyKey: paymentId },
    )
    return { charge: toCharge(intent), isReplay: isReplay(intent.lastResponse.headers) }
  } catch (error) {
    const charge = refusalOf(error)
    if (charge === undefined) throw error
    return { charge, isReplay: error instanceof Stripe.errors.StripeError && isReplay(error.headers) }
  }
}

const refused = (code: string): Made => ({
  charge: { status: 'FAILED', providerId: null, declineCode: code },
  isReplay: false,
})

const isReplay = (headers: Record<string, string> | undefined): boolean => headers?.['idempotent-replayed'] === 'true'

/** A payment method made by Stripe.js, or a confirmation token of it. */
function methodOf(token: string): { payment_method: string } | { confirmation_token: string } | undefined {
  if (token.startsWith('pm_')) return { payment_method: token }
  if (token.startsWith('ctoken_')) return { confirmation_token: token }
  return undefined
}

/** The charge after an answer that says for certain that nothing was taken; undefined for every other answer. */
function refusalOf(error: unknown): Charge | undefined {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors
  if (!(error instanceof StripeCardError || error instanceof StripeInvalidRequestError)) return undefined
  if (error.payment_intent) return toCharge(error.payment_intent)
  if (error instanceof StripeCardError) return refused(declineCode(error)).charge
  const isPayersFault = /^(?:payment_method|confirmation_token)/.test(error.param ?? '')
  return refused(isPayersFault ? INVALID_TOKEN : declineCode({ code: error.code ?? 'invalid_request' })).charge
}

async function refund(stripe: Stripe, request: RefundRequest) {
  const { refundId, paymentId, chargeId } = request
  const amount = toStripeAmount(request)
  if (amount === undefined) return { status: 'FAILED', providerId: null } as const
  // Asked for before it is made: Stripe forgets keys after a day, and its answer to a known one is the first it gave.
  const known = await findRefund(stripe, chargeId, refundId)
  if (known) return toRefund(known)
  try {
    return toRefund(
      await stripe.refunds.create(
        { payment_intent: chargeId, amount, metadata: { refundId, paymentId } },
        { idempotencyKey: refundId },
      ),
    )
  } catch (error) {
    if (refusalOf(error) === undefined) throw error
    return { status: 'FAILED', providerId: null } as const
  }
}
