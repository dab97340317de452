import { afterEach, describe, expect, test, vi } from 'vitest'
import { ConfigError, readConfig } from '#lib/config.ts'
import { makeSecrets } from '../../scripts/services/secrets.ts'
import { describeSystem } from '../../scripts/start/service-specs.ts'
import { readSettings } from '../../scripts/start/settings.ts'
import { openPaymentProvider, paymentConfig } from '../../subgraphs/booking/payments/open-payment-provider.ts'

const webhookSecret = 'whsec_0123456789abcdef0123456789abcdef'
const stripe = { PAYMENT_PROVIDER: 'stripe', PAYMENT_WEBHOOK_SECRET: webhookSecret, STRIPE_SECRET_KEY: 'sk_live_1' }
const open = async (env: NodeJS.ProcessEnv) => openPaymentProvider(readConfig(paymentConfig, env))

afterEach(() => vi.unstubAllEnvs())

describe('the payment provider', () => {
  test('is Stripe where it is told so, in production too', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const provider = await open({ ...stripe, STRIPE_PUBLISHABLE_KEY: 'pk_live_1' })
    expect(provider).toMatchObject({ name: 'stripe', publicKey: 'pk_live_1', testTokens: [] })
  })

  test('tells its test tokens with a test key alone', async () => {
    for (const key of ['sk_test_1', 'rk_test_1'])
      expect((await open({ ...stripe, STRIPE_SECRET_KEY: key })).testTokens).not.toEqual([])
    expect((await open({ ...stripe, STRIPE_SECRET_KEY: 'rk_live_1' })).testTokens).toEqual([])
  })

  test('is not opened without what it needs: the error names the variable, and never its value', async () => {
    const wrong: Array<[NodeJS.ProcessEnv, string]> = [
      [{ ...stripe, STRIPE_SECRET_KEY: '' }, 'STRIPE_SECRET_KEY'],
      [{ ...stripe, STRIPE_SECRET_KEY: 'pk_live_wrong-kind' }, 'STRIPE_SECRET_KEY'],
      [{ ...stripe, STRIPE_PUBLISHABLE_KEY: 'sk_live_wrong-kind' }, 'STRIPE_PUBLISHABLE_KEY'],
      [{ ...stripe, PAYMENT_WEBHOOK_SECRET: '' }, 'PAYMENT_WEBHOOK_SECRET'],
      [{ ...stripe, PAYMENT_PROVIDER: 'paypal' }, 'PAYMENT_PROVIDER'],
      [{ PAYMENT_WEBHOOK_SECRET: webhookSecret }, 'PAYMENT_URL'],
    ]
    for (const [env, name] of wrong) {
      const error = await open(env).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(ConfigError)
      expect((error as Error).message).toMatch(new RegExp(`\\b${name}: `))
      expect((error as Error).message).not.toContain('wrong-kind')
    }
  })

  test('is never the sandbox in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const sandbox = { PAYMENT_URL: 'http://127.0.0.1:9', PAYMENT_WEBHOOK_SECRET: webhookSecret }
    await expect(open(sandbox)).rejects.toThrow(/PAYMENT_PROVIDER/)
  })
})

describe('the launcher', () => {
  const system = async (env: NodeJS.ProcessEnv) => {
    const secrets = makeSecrets()
    const databaseUrls = { user: '', flight: '', booking: '', notification: '', bus: '' }
    const { specs } = await describeSystem({ settings: readSettings([], env), secrets, databaseUrls, env })
    return { secrets, spec: (name: string) => specs.find((s) => s.name === name) }
  }

  test('starts the sandbox where nothing else was named', async () => {
    const { secrets, spec } = await system({})
    expect(spec('booking')?.env).toMatchObject({
      PAYMENT_URL: `http://127.0.0.1:${spec('payments')?.port}`,
      PAYMENT_WEBHOOK_SECRET: secrets.PAYMENT_WEBHOOK_SECRET,
    })
  })

  test('starts no sandbox beside Stripe, and gives its keys to booking alone', async () => {
    const { spec } = await system({ ...stripe, STRIPE_PUBLISHABLE_KEY: 'pk_live_1' })
    expect(spec('payments')).toBeUndefined()
    expect(spec('booking')?.env).toMatchObject(stripe)
    expect(spec('booking')?.env.PAYMENT_URL).toBeUndefined()
    for (const name of ['user', 'flight', 'notification', 'gateway']) {
      expect(JSON.stringify(spec(name)?.env)).not.toMatch(/sk_live|whsec/)
    }
  })

  test('makes up no webhook secret for Stripe', async () => {
    const { spec } = await system({ ...stripe, PAYMENT_WEBHOOK_SECRET: '' })
    expect(() => readConfig(paymentConfig, spec('booking')?.env)).toThrow(/PAYMENT_WEBHOOK_SECRET/)
  })
})
