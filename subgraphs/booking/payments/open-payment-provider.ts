import { z } from 'zod'
import { ConfigError, httpUrl, secret } from '#lib/config.ts'
import type { PaymentProvider } from './payment-provider.ts'
import { createSandboxProvider } from './sandbox-provider.ts'

/** Who moves the money, and how to reach them. */
export const paymentConfig = {
  PAYMENT_PROVIDER: z.enum(['sandbox']).default('sandbox'),
  PAYMENT_URL: httpUrl,
  PAYMENT_WEBHOOK_SECRET: secret,
}

/** @throws ConfigError for the sandbox in production: its money is none */
export function openPaymentProvider(config: z.infer<z.ZodObject<typeof paymentConfig>>): PaymentProvider {
  if (process.env.NODE_ENV === 'production') {
    throw new ConfigError('PAYMENT_PROVIDER: the sandbox moves no money and never runs in production.')
  }
  return createSandboxProvider({ url: config.PAYMENT_URL, secret: config.PAYMENT_WEBHOOK_SECRET })
}
