/**
 * stripe-mock is Stripe's own: it refuses what the description of the API does not allow, and answers with an example.
 * So it can say that our requests are ones which Stripe takes and that we can read its answers, and nothing of what
 * they lead to: every PaymentIntent there waits for a payment method, every refund has succeeded. The rest is shown on
 * the server of stripe-server.ts.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { PaymentProvider } from '../../subgraphs/booking/payments/payment-provider.ts'
import { createStripeProvider } from '../../subgraphs/booking/payments/stripe-provider.ts'
import { askServices } from '../support/services.ts'
import { request } from './providers.ts'
import { SECRET_KEY } from './stripe-server.ts'

let url: string
let provider: PaymentProvider

const open = (at: string) =>
  createStripeProvider({ secretKey: SECRET_KEY, publicKey: null, webhookSecret: 'whsec_unused', url: at })

// The first run builds it.
beforeAll(async () => {
  url = (await askServices<{ url: string }>('/stripe-mock')).url
  provider = open(url)
}, 600_000)

/** The same mock, which hears each request with one word changed. */
async function behind(change: (form: string) => string) {
  const server = createServer(async (incoming, response) => {
    const { method, headers } = incoming
    const { host: _, 'content-length': __, ...rest } = headers
    const body = change(await text(incoming))
    const answer = await fetch(url + incoming.url, {
      method: method ?? 'GET',
      headers: rest as Record<string, string>,
      ...(method === 'POST' && { body }),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    provider: open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const INTENT = expect.stringMatching(/^pi_/)

describe('Stripe takes', () => {
  test.each([
    ['a payment method, with a page to return to', request({ token: 'pm_card_visa' })],
    ['a payment method, without one', request({ token: 'pm_card_visa', returnUrl: null })],
    ['a confirmation token', request({ token: 'ctoken_1' })],
    ['yen', request({ token: 'pm_card_visa', currency: 'JPY' })],
    ['dinars', request({ token: 'pm_card_visa', currency: 'KWD', amountMinor: 5120 })],
  ])('a charge with %s', async (_, wanted) => {
    expect(await provider.charge(wanted)).toMatchObject({ providerId: INTENT })
  })

  test('the question for a charge by its name', async () => {
    const found = await provider.fetchCharge({ paymentId: newId(), providerId: 'pi_123' })
    expect(found).toMatchObject({ providerId: 'pi_123' })
  })

  test('the question for a charge whose name was never told', async () => {
    expect(await provider.fetchCharge({ paymentId: newId(), providerId: null })).toBeUndefined()
  })

  test('the end of a charge that waits', async () => {
    expect(await provider.cancelCharge?.('pi_123')).toMatchObject({ providerId: 'pi_123' })
  })

  test('a refund', async () => {
    const wanted = { chargeId: 'pi_123', amountMinor: 100, currency: 'INR' }
    const made = await provider.refund({ ...wanted, refundId: newId(), paymentId: newId() })
    expect(made).toEqual({ status: 'SUCCEEDED', providerId: expect.stringMatching(/^re_/) })
  })
})

describe('Stripe would not take', () => {
  const REFUSED = { status: 'FAILED', providerId: null, declineCode: 'invalid_request' }

  test.each([
    ['a parameter it does not know', /\bconfirm=/, 'confirmed='],
    ['one of another kind', /\bamount=\d+/, 'amount=much'],
    ['one without what it needs', /\bcurrency=\w+&/, ''],
  ])('%s', async (_, find, replace) => {
    await using mock = await behind((form) => form.replace(find, replace))
    expect(await mock.provider.charge(request({ token: 'pm_card_visa' }))).toEqual(REFUSED)
  })

  test('and takes them unchanged, through the same hands', async () => {
    await using mock = await behind((form) => form)
    expect(await mock.provider.charge(request({ token: 'pm_card_visa' }))).toMatchObject({ providerId: INTENT })
  })
})
