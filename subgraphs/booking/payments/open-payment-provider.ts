import { z } from 'zod'
import { ConfigError, httpUrl, secret } from '#lib/config.ts'
import type { PaymentProvider } from './payment-provider.ts'
import { createSandboxProvider } from './sandbox-provider.ts'

/** The environment variables that say who moves the money. */
export const paymentConfig = {
  PAYMENT_PROVIDER: z.enum(['sandbox', 'stripe']).default('sandbox'),
  PAYMENT_URL: httpUrl.optional(),
  PAYMENT_WEBHOOK_SECRET: secret,
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_(?:test|live)_/, 'must be a secret key, sk_…, or a restricted one, rk_…')
    .optional(),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(?:test|live)_/, 'must be a publishable key, pk_…')
    .optional(),
}

export type PaymentConfig = z.infer<z.ZodObject<typeof paymentConfig>>

/** @throws ConfigError where a variable is missing, and for the sandbox in production: it gives seats away for nothing */
export async function openPaymentProvider(config: PaymentConfig): Promise<PaymentProvider> {
  const { PAYMENT_URL: url, PAYMENT_WEBHOOK_SECRET: webhookSecret } = config
  switch (config.PAYMENT_PROVIDER) {
    case 'sandbox':
      if (process.env.NODE_ENV === 'production') {
        throw new ConfigError('PAYMENT_PROVIDER: the sandbox takes no real money and never runs in production')
      }
      if (url === undefined) throw new ConfigError('PAYMENT_URL: is required where PAYMENT_PROVIDER is sandbox')
      return createSandboxProvider({ url, secret: webhookSecret })
    case 'stripe': {
      const { STRIPE_SECRET_KEY: secretKey, STRIPE_PUBLISHABLE_KEY: publicKey = null } = config
      if (secretKey === undefined) {
        throw new ConfigError('STRIPE_SECRET_KEY: is required where PAYMENT_PROVIDER is stripe')
      }
      // Its library costs 150 ms and 40 MB, so only those load it who pay by it.
      const { createStripeProvider } = await import('./stripe-provider.ts')
      return createStripeProvider({ secretKey, publicKey, webhookSecret, ...(url !== undefined && { url }) })
    }
  }
}
