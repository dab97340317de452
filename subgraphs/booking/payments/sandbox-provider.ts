import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { PaymentId, RefundId } from '#lib/ids.ts'
import {
  type Charge,
  OutcomeUnknown,
  type PaymentProvider,
  type ProviderEvent,
  type ProviderRefund,
} from './payment-provider.ts'

interface SandboxOptions {
  /** PAYMENT_URL: where the provider's process listens. */
  url: string
  /** PAYMENT_WEBHOOK_SECRET: signs its calls; the key of its API is made from it. */
  secret: string
  timeoutMs?: number
}

const WEBHOOK_TOLERANCE_MS = 5 * 60_000

const wireCharge = z.discriminatedUnion('status', [
  z.object({ status: z.literal('processing'), id: z.string() }),
  z.object({ status: z.literal('requires_action'), id: z.string(), actionUrl: z.string(), clientSecret: z.string() }),
  z.object({ status: z.literal('captured'), id: z.string() }),
  z.object({ status: z.literal('failed'), id: z.string().nullable(), declineCode: z.string() }),
])

const wireRefund = z.object({ status: z.enum(['pending', 'succeeded', 'failed']), id: z.string().nullable() })

const name = z.string().regex(/^[\x21-\x7e]{1,128}$/)

const wireEvent = z.object({
  id: name,
  type: name,
  data: z.object({ paymentId: z.uuid(), refundId: z.uuid().nullable(), chargeId: name }),
})

/** Test tokens, and what each stands for. */
const TEST_TOKENS = [
  { token: 'tok_ok', meaning: 'is paid' },
  { token: 'tok_declined', meaning: 'is declined by the bank' },
  { token: 'tok_insufficient_funds', meaning: 'is declined for want of money' },
  { token: 'tok_challenge', meaning: 'asks the payer to approve on a page of the bank' },
  { token: 'tok_slow', meaning: 'is paid after three seconds' },
  { token: 'tok_timeout', meaning: 'is paid, but the answer is lost on its way' },
  { token: 'tok_refund_fails', meaning: 'is paid; a first try to refund it fails' },
] as const

/** Speaks to our own stand-in for a payment provider, sandbox/payment-provider, over HTTP. */
export function createSandboxProvider({ url, secret, timeoutMs = 10_000 }: SandboxOptions): PaymentProvider {
  const apiKey = createHmac('sha256', secret).update('payment provider API key').digest('base64url')

  /** The answer's JSON, also of a clear refusal (422), undefined for 404. Whatever else comes leaves the outcome unknown. */
  const call = async (path: string, init: { key?: string; body?: object } = {}): Promise<unknown> => {
    try {
      const response = await fetch(new URL(path, url), {
        method: init.body ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(init.body && { 'content-type': 'application/json' }),
          ...(init.key && { 'idempotency-key': init.key }),
        },
        ...(init.body && { body: JSON.stringify(init.body) }),
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.status === 404) return undefined
      if (!response.ok && response.status !== 422)
        throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
      return await response.json()
    } catch (cause) {
      throw new OutcomeUnknown('The payment provider gave no clear answer.', { cause })
    }
  }

  return {
    name: 'sandbox',
    publicKey: null,
    testTokens: TEST_TOKENS,
    async charge({ paymentId, bookingReference: _, ...body }) {
      return toCharge(await call('/charges', { key: paymentId, body }))
    },
    async fetchCharge({ paymentId }) {
      const found = await call(`/charges?key=${encodeURIComponent(paymentId)}`)
      return found === undefined ? undefined : toCharge(found)
    },
    async cancelCharge(chargeId) {
      return toCharge(await call(`/charges/${encodeURIComponent(chargeId)}/cancel`, { body: {} }))
    },
    async refund({ refundId, ...body }) {
      return toRefund(await call('/refunds', { key: refundId, body }))
    },
    verifyWebhook: (headers, rawBody) => verifyWebhook(secret, headers['skygraph-signature'], rawBody),
  }
}

function toCharge(answer: unknown): Charge {
  const { success, data, error } = wireCharge.safeParse(answer)
  if (!success) throw new OutcomeUnknown('The payment provider answered something that is no charge.', { cause: error })
  switch (data.status) {
    case 'processing':
      return { status: 'PROCESSING', providerId: data.id }
    case 'requires_action':
      return {
        status: 'REQUIRES_ACTION',
        providerId: data.id,
        actionUrl: data.actionUrl,
        clientSecret: data.clientSecret,
      }
    case 'captured':
      return { status: 'CAPTURED', providerId: data.id }
    case 'failed':
      return { status: 'FAILED', providerId: data.id, declineCode: data.declineCode }
  }
}

const REFUND_STATUS = { pending: 'PENDING', succeeded: 'SUCCEEDED', failed: 'FAILED' } as const

function toRefund(answer: unknown): ProviderRefund {
  const { success, data, error } = wireRefund.safeParse(answer)
  if (!success) throw new OutcomeUnknown('The payment provider answered something that is no refund.', { cause: error })
  const status = REFUND_STATUS[data.status]
  if (status === 'FAILED') return { status, providerId: data.id }
  if (data.id === null) throw new OutcomeUnknown('The payment provider answered a refund without a name.')
  return { status, providerId: data.id }
}

/** The header reads `t=<Unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
function verifyWebhook(
  secret: string,
  header: string | string[] | undefined,
  rawBody: string,
): ProviderEvent | undefined {
  const [, seconds, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(String(header ?? '')) ?? []
  if (!seconds || !signature) return undefined
  const wanted = createHmac('sha256', secret).update(`${seconds}.${rawBody}`).digest()
  if (!timingSafeEqual(Buffer.from(signature, 'hex'), wanted)) return undefined
  if (Math.abs(Date.now() - Number(seconds) * 1000) > WEBHOOK_TOLERANCE_MS) return undefined
  const event = wireEvent.safeParse(jsonOf(rawBody))
  if (!event.success) return undefined
  const { id: eventId, type, data } = event.data
  const { paymentId, refundId, chargeId } = data
  return { eventId, type, paymentId: paymentId as PaymentId, refundId: refundId as RefundId | null, chargeId }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
