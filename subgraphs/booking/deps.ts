import type { Log } from '#lib/log.ts'
import type { BookingDb } from './database.ts'
import type { PaymentProvider } from './payments/payment-provider.ts'

/** What the slices of booking work with. */
export interface BookingDeps {
  db: BookingDb
  log: Log
  provider: PaymentProvider
  linkSecret: string
  publicUrl: string
  holdTtlMs: number
  paymentTtlMs: number
}
