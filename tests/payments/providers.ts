import { createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { newId, type PaymentId } from '#lib/ids.ts'
import { startPaymentSandbox } from '../../sandbox/payment-provider/app.ts'
import type { ChargeRequest, PaymentProvider } from '../../subgraphs/booking/payments/payment-provider.ts'
import { createSandboxProvider } from '../../subgraphs/booking/payments/sandbox-provider.ts'
import { createStripeProvider } from '../../subgraphs/booking/payments/stripe-provider.ts'
import { SECRET_KEY, startStripeServer } from './stripe-server.ts'

/** What the provider tells by webhook: the charge named is the one of the payment. */
export interface Told {
  paymentId: PaymentId
  refundId: string | null
  chargeId: string
}

/** A provider of which a test may want anything: its adapter, and a hand on the other side. */
export interface ProviderPlace {
  provider: PaymentProvider
  /** The same, without anybody at its address. */
  away: PaymentProvider
  tokens: Record<'ok' | 'declined' | 'insufficientFunds' | 'challenge', string>
  /** Begins a charge whose answer is lost on its way. */
  chargeUnheard(request: ChargeRequest): Promise<unknown>
  /** The payer's answer on the bank's page. */
  answerChallenge(chargeId: string, approve: boolean): Promise<void>
  /** All charges that took money, and all refunds that have not failed, in the provider's own unit. */
  ledger(): Promise<{ charges: Array<{ id: string; amount: number }>; refunds: Array<{ amount: number }> }>
  webhookSecret: string
  signatureHeader: string
  /** A message as the provider writes it. */
  message(told: Told): string
  close(): Promise<void>
}

export const request = (overrides: Partial<ChargeRequest> = {}): ChargeRequest => ({
  paymentId: newId(),
  bookingReference: 'K7M3QX',
  amountMinor: 12_550,
  currency: 'INR',
  token: '',
  returnUrl: 'https://shop.test/back',
  ...overrides,
})

/** As both sign: the HMAC of the time and the body. */
export function signed(secret: string, body: string, atMs: number = Date.now()): string {
  const seconds = Math.floor(atMs / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

const NOBODY = 'http://127.0.0.1:9'
const timeoutMs = 10_000

async function sandbox(): Promise<ProviderPlace> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'skygraph-provider-'))
  const secret = randomBytes(24).toString('hex')
  const server = await startPaymentSandbox({ port: 0, dataFolder, secret, log: pino({ level: 'fatal' }) })
  const provider = createSandboxProvider({ url: server.url, secret, timeoutMs })
  const apiKey = createHmac('sha256', secret).update('payment provider API key').digest('base64url')
  return {
    provider,
    away: createSandboxProvider({ url: NOBODY, secret, timeoutMs }),
    tokens: {
      ok: 'tok_ok',
      declined: 'tok_declined',
      insufficientFunds: 'tok_insufficient_funds',
      challenge: 'tok_challenge',
    },
    chargeUnheard: (wanted) => provider.charge({ ...wanted, token: 'tok_timeout' }),
    async answerChallenge(chargeId, approve) {
      const page = `${server.url}/challenges/${chargeId}/${approve ? 'approve' : 'decline'}`
      await fetch(page, { method: 'POST', redirect: 'manual' })
    },
    async ledger() {
      const response = await fetch(`${server.url}/ledger`, { headers: { authorization: `Bearer ${apiKey}` } })
      type Row = { id: string; amountMinor: number; status: string }
      const all = (await response.json()) as { charges: Row[]; refunds: Row[] }
      const amountOf = ({ id, amountMinor: amount }: Row) => ({ id, amount })
      return {
        charges: all.charges.filter((c) => c.status === 'captured').map(amountOf),
        refunds: all.refunds.filter((r) => r.status !== 'failed').map(amountOf),
      }
    },
    webhookSecret: secret,
    signatureHeader: 'skygraph-signature',
    message: (told) => JSON.stringify({ id: `evt_${newId()}`, type: 'charge.captured', data: told }),
    async close() {
      await server.stop()
      await rm(dataFolder, { recursive: true })
    },
  }
}

async function stripe(): Promise<ProviderPlace> {
  const server = await startStripeServer()
  const options = { secretKey: SECRET_KEY, publicKey: null, webhookSecret: `whsec_${randomBytes(24).toString('hex')}` }
  const provider = createStripeProvider({ ...options, url: server.url, timeoutMs })
  return {
    provider,
    away: createStripeProvider({ ...options, url: NOBODY, timeoutMs }),
    tokens: {
      ok: 'pm_card_visa',
      declined: 'pm_card_visa_chargeDeclined',
      insufficientFunds: 'pm_card_visa_chargeDeclinedInsufficientFunds',
      challenge: 'pm_card_threeDSecure2Required',
    },
    chargeUnheard(wanted) {
      // Twice: the library itself asks once more when a connection was closed.
      server.nextOnes('lost', 'lost')
      return provider.charge({ ...wanted, token: 'pm_card_visa' })
    },
    async answerChallenge(chargeId, approve) {
      const intent = server.intents.find((i) => i.id === chargeId)
      if (!intent) throw new Error('There is no such PaymentIntent.')
      intent.status = approve ? 'succeeded' : 'requires_payment_method'
      intent.last_payment_error = approve ? null : { code: 'payment_intent_authentication_failure' }
    },
    async ledger() {
      return {
        charges: server.intents.filter((i) => i.status === 'succeeded'),
        refunds: server.refunds.filter((r) => r.status !== 'failed'),
      }
    },
    webhookSecret: options.webhookSecret,
    signatureHeader: 'stripe-signature',
    message: ({ paymentId, refundId, chargeId }) =>
      JSON.stringify({
        id: `evt_${newId().replaceAll('-', '')}`,
        object: 'event',
        type: refundId === null ? 'payment_intent.succeeded' : 'refund.updated',
        data: {
          object:
            refundId === null
              ? { object: 'payment_intent', id: chargeId, metadata: { paymentId, bookingReference: 'K7M3QX' } }
              : { object: 'refund', id: 're_1', payment_intent: chargeId, metadata: { paymentId, refundId } },
        },
      }),
    close: () => server.stop(),
  }
}

export const places = { 'the sandbox': sandbox, Stripe: stripe }
