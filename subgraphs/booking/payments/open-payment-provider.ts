import { z } from 'zod'
import { ConfigError, httpUrl, secret } from '#lib/config.ts'
import type { PaymentProvider } from './payment-provider.ts'
import { createSandboxProvider } from './sandbox-provider.ts'

/** The environment variables that say who moves the money. */
export const paymentConfig = {
  PAYMENT_PROVIDER: z.enum(['sandbox']).default('sandbox'),
  PAYMENT_URL: httpUrl,
  PAYMENT_WEBHOOK_SECRET: secret,
}

interface PaymentConfig {
  PAYMENT_PROVIDER: 'sandbox'
  PAYMENT_URL: string
  PAYMENT_WEBHOOK_SECRET: string
}

/** @throws ConfigError for the sandbox in production: it gives seats away for nothing */
export function openPaymentProvider(config: PaymentConfig): PaymentProvider {
  if (process.env.NODE_ENV === 'production') {
    throw new ConfigError('PAYMENT_PROVIDER: the sandbox takes no real money and never runs in production')
  }
  return createSandboxProvider({ url: config.PAYMENT_URL, secret: config.PAYMENT_WEBHOOK_SECRET })
}
