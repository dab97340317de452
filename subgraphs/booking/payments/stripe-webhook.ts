import { Stripe } from 'stripe'
import { z } from 'zod'
import type { PaymentId, RefundId } from '#lib/ids.ts'
import type { ProviderEvent } from './payment-provider.ts'

const TOLERANCE_S = 5 * 60

const name = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const ours = { paymentId: z.uuid() }

/** Whatever happened: it is about a charge or a refund that we made, as our ids in its metadata tell. */
const wireEvent = z.object({
  id: name,
  type: name,
  data: z.object({
    object: z.discriminatedUnion('object', [
      z.object({ object: z.literal('payment_intent'), id: name, metadata: z.object(ours) }),
      z.object({
        object: z.literal('refund'),
        payment_intent: name,
        metadata: z.object({ ...ours, refundId: z.uuid() }),
      }),
    ]),
  }),
})

/** Checks the signature over the bytes as they came, and the age; then tells what the message is about. */
export function verifyStripeWebhook(
  secret: string,
  signature: string | string[] | undefined,
  rawBody: string,
): ProviderEvent | 'NOT_FOR_US' | undefined {
  let message: unknown
  try {
    message = Stripe.webhooks.constructEvent(rawBody, String(signature ?? ''), secret, TOLERANCE_S)
  } catch (error) {
    // JSON is read last, so this is signed. A header that is none at all throws other errors than of a wrong signature.
    return error instanceof SyntaxError ? 'NOT_FOR_US' : undefined
  }
  const event = wireEvent.safeParse(message)
  if (!event.success) return 'NOT_FOR_US'
  const { id: eventId, type, data } = event.data
  const about = data.object
  const paymentId = about.metadata.paymentId as PaymentId
  return about.object === 'refund'
    ? { eventId, type, paymentId, refundId: about.metadata.refundId as RefundId, chargeId: about.payment_intent }
    : { eventId, type, paymentId, refundId: null, chargeId: about.id }
}
