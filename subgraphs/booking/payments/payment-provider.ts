import type { IncomingHttpHeaders } from 'node:http'
import type { PaymentId, RefundId } from '#lib/ids.ts'

/** Decline code of a token the provider does not know: the payer's client got it wrong, no bank was asked. */
export const INVALID_TOKEN = 'invalid_token'

/** What is to be paid; `paymentId` is also the provider's idempotency key, so asking again never charges again. */
export interface ChargeRequest {
  paymentId: PaymentId
  /** For people who look at the charge at the provider. */
  bookingReference: string
  amountMinor: number
  currency: string
  token: string
  returnUrl: string | null
}

/** A charge as the provider knows it. */
export type Charge =
  | { status: 'PROCESSING'; providerId: string }
  | { status: 'REQUIRES_ACTION'; providerId: string; actionUrl: string | null; clientSecret: string | null }
  | { status: 'CAPTURED'; providerId: string }
  | { status: 'FAILED'; providerId: string | null; declineCode: string }

export interface RefundRequest {
  /** Also the idempotency key. */
  refundId: RefundId
  paymentId: PaymentId
  chargeId: string
  amountMinor: number
  currency: string
}

export type ProviderRefund =
  | { status: 'PENDING'; providerId: string }
  | { status: 'SUCCEEDED'; providerId: string }
  | { status: 'FAILED'; providerId: string | null }

/** What a signed message of the provider is about; what it claims of the outcome is not believed but asked for. */
export interface ProviderEvent {
  eventId: string
  /** What happened, as the provider calls it; for people who look it up. */
  type: string
  paymentId: PaymentId
  refundId: RefundId | null
  /** The provider's name for the charge, which we may not know yet. */
  chargeId: string
}

/** The request may or may not have had its effect: the answer was lost, late, or made no sense. To be asked again. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown'
}

/** Who moves the money. All amounts in minor units of an ISO 4217 currency. */
export interface PaymentProvider {
  name: string
  /** For the provider's own client library in the browser. */
  publicKey: string | null
  /** Empty for a provider that takes real money. */
  testTokens: ReadonlyArray<{ token: string; meaning: string }>
  /** @throws OutcomeUnknown */
  charge(request: ChargeRequest): Promise<Charge>
  /**
   * The charge made for a payment of ours, whose `providerId` is null while the provider never told it; undefined: the
   * provider never got it. @throws OutcomeUnknown
   */
  fetchCharge(payment: { paymentId: PaymentId; providerId: string | null }): Promise<Charge | undefined>
  /**
   * Ends a charge that waits for its payer, and tells it as it is then: FAILED, or CAPTURED where the payer was faster.
   * Left out by a provider that cannot. @throws OutcomeUnknown
   */
  cancelCharge?(chargeId: string): Promise<Charge>
  /** Has the refund made, once; asked again, tells how it stands now. @throws OutcomeUnknown */
  refund(request: RefundRequest): Promise<ProviderRefund>
  /** Undefined for a message that is not the provider's, or too old; NOT_FOR_US for one about something else. */
  verifyWebhook(headers: IncomingHttpHeaders, rawBody: string): ProviderEvent | 'NOT_FOR_US' | undefined
}
