import { z } from 'zod'
import { type Charge, OutcomeUnknown, type ProviderRefund } from './payment-provider.ts'

const text = z.string().nullish()
const name = z.string().regex(/^[\x21-\x7e]{1,128}$/)

const wireIntent = z.object({
  id: name,
  status: z.enum([
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'processing',
    'requires_capture',
    'canceled',
    'succeeded',
  ]),
  client_secret: z.string().max(256).nullish(),
  next_action: z.object({ redirect_to_url: z.object({ url: z.string().max(2048).nullish() }).nullish() }).nullish(),
  last_payment_error: z.object({ code: text, decline_code: text }).nullish(),
  cancellation_reason: text,
})

/** Stripe's PaymentIntent as our charge. @throws OutcomeUnknown for what is none */
export function toCharge(answer: unknown): Charge {
  const { success, data: intent, error } = wireIntent.safeParse(answer)
  if (!success) throw new OutcomeUnknown('Stripe answered something that is no PaymentIntent.', { cause: error })
  const { id: providerId } = intent
  switch (intent.status) {
    case 'succeeded':
      return { status: 'CAPTURED', providerId }
    // The money is authorised; we capture at once, so somebody chose otherwise in Stripe's settings and will.
    case 'requires_capture':
    case 'processing':
      return { status: 'PROCESSING', providerId }
    case 'requires_action': {
      const actionUrl = intent.next_action?.redirect_to_url?.url ?? null
      return { status: 'REQUIRES_ACTION', providerId, actionUrl, clientSecret: intent.client_secret ?? null }
    }
    case 'requires_payment_method':
      return { status: 'FAILED', providerId, declineCode: declineCode(intent.last_payment_error ?? {}) }
    // We confirm with the creation: nobody will confirm this one any more.
    case 'requires_confirmation':
      return { status: 'FAILED', providerId, declineCode: 'not_confirmed' }
    case 'canceled':
      return { status: 'FAILED', providerId, declineCode: asCode(intent.cancellation_reason) ?? 'canceled' }
  }
}

const DECLINED = 'card_declined'

/** Reasons a payer is not to be told, as they may be the thief: https://docs.stripe.com/declines/codes */
const NOT_TOLD = new Set(['generic_decline', 'fraudulent', 'lost_card', 'stolen_card', 'merchant_blacklist'])

/** The bank's reason, where it gave one that the payer may know, else Stripe's. */
export function declineCode({ code, decline_code }: { code?: string | null; decline_code?: string | null }): string {
  const reason = asCode(decline_code) ?? asCode(code) ?? DECLINED
  return NOT_TOLD.has(reason) ? DECLINED : reason
}

const asCode = (text: string | null | undefined) => (text && /^\w{1,64}$/.test(text) ? text : undefined)

const wireRefund = z.object({
  id: name,
  status: z.enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']),
})

/** requires_action: the payer is asked by mail where the money shall go. */
const REFUND_STATUS = {
  pending: 'PENDING',
  requires_action: 'PENDING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  canceled: 'FAILED',
} as const

/** @throws OutcomeUnknown for what is no refund */
export function toRefund(answer: unknown): ProviderRefund {
  const { success, data, error } = wireRefund.safeParse(answer)
  if (!success) throw new OutcomeUnknown('Stripe answered something that is no refund.', { cause: error })
  return { status: REFUND_STATUS[data.status], providerId: data.id }
}
