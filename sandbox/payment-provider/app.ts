import { createHmac, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { type FastifyBaseLogger, type FastifyInstance, fastify } from 'fastify'
import { z } from 'zod'
import type { Log } from '#lib/log.ts'
import { createMetrics } from '#lib/metrics.ts'
import { fractionDigits } from '#lib/money.ts'
import { challengePage, endPage } from './challenge-page.ts'
import { DISORDER, type Disorder } from './disorder.ts'
import { type Charge, type Ledger, openLedger, type Refund } from './ledger.ts'
import { createProvider, type Provider } from './provider.ts'
import { startWebhooks } from './webhooks.ts'

export interface PaymentSandboxOptions {
  port: number
  host?: string
  /** Of all embedded state; the ledger is in its folder `payments`. */
  dataFolder: string
  /** Signs webhooks; the key of the API is made from it. */
  secret: string
  /** Where the merchant hears of changes; without it nothing is sent. */
  webhookUrl?: string
  disorder?: Disorder
  /** What the addresses of challenges begin with; default: this process's own. */
  publicUrl?: string
  log: Log
}

const money = { amountMinor: z.int().positive(), currency: z.string().refine((c) => fractionDigits(c) !== undefined) }
const chargeInput = z.object({ ...money, token: z.string().max(256), returnUrl: z.url().nullable() })
const refundInput = z.object({ ...money, chargeId: z.string() })
const idempotencyKey = z.string().min(1).max(128)

/** Starts the stand-in for a payment provider. @throws where the ledger cannot be read or the port is taken */
export async function startPaymentSandbox(
  options: PaymentSandboxOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const { port, host = '127.0.0.1', dataFolder, secret, webhookUrl, disorder = DISORDER, log } = options
  const ledger = await openLedger(join(dataFolder, 'payments', 'journal.jsonl'))
  const webhooks = startWebhooks({ url: webhookUrl, secret, disorder, ledger, log })
  const provider = createProvider(ledger, webhooks)
  const app = fastify({
    loggerInstance: log.child({}, { level: 'warn' }) as FastifyBaseLogger,
    bodyLimit: 64 << 10,
    forceCloseConnections: true,
  })
  const metrics = createMetrics('payment-provider')
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async () => ({ ok: true }))
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()))
  let publicUrl = options.publicUrl ?? ''
  void app.register(async (scope) => merchantRoutes(scope, { ledger, provider, secret, publicUrl: () => publicUrl }))
  void app.register(async (scope) => payerRoutes(scope, { ledger, provider }))
  await app.listen({ host, port })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('Listens on no port.')
  const url = `http://127.0.0.1:${address.port}`
  publicUrl ||= url
  return {
    url,
    async stop() {
      await app.close()
      await provider.stop()
      await webhooks.stop()
      await ledger.close()
    },
  }
}

interface MerchantDeps {
  ledger: Ledger
  provider: Provider
  secret: string
  publicUrl(): string
}

function merchantRoutes(app: FastifyInstance, { ledger, provider, secret, publicUrl }: MerchantDeps): void {
  const apiKey = createHmac('sha256', secret).update('payment provider API key').digest('base64url')
  app.addHook('onRequest', async (request, reply) => {
    if (!sameText(request.headers.authorization ?? '', `Bearer ${apiKey}`)) {
      return reply.code(401).send({ error: { code: 'unauthorized' } })
    }
  })
  const shown = (charge: Charge) => ({
    ...charge,
    paymentId: charge.key,
    actionUrl: `${publicUrl()}/challenges/${charge.id}`,
  })

  app.post('/charges', async (request, reply) => {
    const key = idempotencyKey.safeParse(request.headers['idempotency-key'])
    const input = chargeInput.safeParse(request.body)
    if (!key.success || !input.success) return reply.code(400).send({ error: { code: 'invalid_request' } })
    const answer = await provider.charge(key.data, input.data)
    if (answer.ok && answer.dropsAnswer) {
      reply.hijack()
      request.raw.socket.destroy()
      return
    }
    if (answer.ok) return shown(answer.charge)
    if (answer.code === 'key_reused') return reply.code(409).send({ error: answer })
    return reply.code(422).send({ id: null, status: 'failed', declineCode: answer.code })
  })
  app.get<{ Querystring: { key?: string } }>('/charges', async ({ query }, reply) => {
    const charge = ledger.chargeByKey(query.key ?? '')
    return charge ? shown(charge) : reply.code(404).send({ error: { code: 'not_found' } })
  })
  app.get<{ Params: { id: string } }>('/charges/:id', async ({ params }, reply) => {
    const charge = ledger.charge(params.id)
    return charge ? shown(charge) : reply.code(404).send({ error: { code: 'not_found' } })
  })
  app.post<{ Params: { id: string } }>('/charges/:id/cancel', async ({ params }, reply) => {
    const charge = ledger.charge(params.id)
    return charge ? shown(await provider.cancel(charge)) : reply.code(404).send({ error: { code: 'not_found' } })
  })
  app.post('/refunds', async (request, reply) => {
    const key = idempotencyKey.safeParse(request.headers['idempotency-key'])
    const input = refundInput.safeParse(request.body)
    if (!key.success || !input.success) return reply.code(400).send({ error: { code: 'invalid_request' } })
    const answer = await provider.refund(key.data, input.data)
    if (answer.ok) return answer.refund
    if (answer.code === 'key_reused') return reply.code(409).send({ error: answer })
    return reply.code(422).send({ id: null, status: 'failed', code: answer.code })
  })
  app.get<{ Querystring: { key?: string } }>('/refunds', async ({ query }, reply) => {
    const refund: Refund | undefined = ledger.refundByKey(query.key ?? '')
    return refund ?? reply.code(404).send({ error: { code: 'not_found' } })
  })
  app.get('/ledger', async () => ({ charges: ledger.charges(), refunds: ledger.refunds() }))
}

function payerRoutes(app: FastifyInstance, { ledger, provider }: Pick<MerchantDeps, 'ledger' | 'provider'>): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
    payload.resume()
    done(null, undefined)
  })
  app.get<{ Params: { id: string } }>('/challenges/:id', async ({ params }, reply) => {
    const charge = ledger.charge(params.id)
    if (!charge) return reply.code(404).type('text/plain').send('There is no such payment.')
    return reply.type('text/html; charset=utf-8').send(challengePage(charge))
  })
  for (const decision of ['approve', 'decline'] as const) {
    app.post<{ Params: { id: string } }>(`/challenges/:id/${decision}`, async ({ params }, reply) => {
      const charge = ledger.charge(params.id)
      if (!charge) return reply.code(404).type('text/plain').send('There is no such payment.')
      const decided = await provider.decide(charge, decision === 'approve')
      if (decided.returnUrl === null) return reply.type('text/html; charset=utf-8').send(endPage(decided))
      const back = new URL(decided.returnUrl)
      back.searchParams.set('payment', decided.key)
      return reply.redirect(back.href, 303)
    })
  }
}

/** Compared by their hashes, so that the time it takes tells nothing. */
function sameText(a: string, b: string): boolean {
  const hash = (text: string) => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}
