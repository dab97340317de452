/**
 * A small server that speaks as much of Stripe's HTTP API as we use, for what stripe-mock cannot show: it keeps no
 * state, declines nothing, remembers no idempotency key and never drops a connection. The shapes are those of Stripe's
 * API reference; that our requests are ones which Stripe takes is stripe-mock's to say, in stripe-mock.db.test.ts.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Answer, createAccount } from './stripe-account.ts'

export const SECRET_KEY = 'sk_test_0123456789abcdef'

const json = JSON.stringify

/** Answers given instead of the effect. */
const INSTEAD = {
  limited: [429, json({ error: { type: 'invalid_request_error', code: 'rate_limit' } })],
  'in use': [409, json({ error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } })],
  page: [502, '<h1>Bad gateway</h1>'],
  null: [200, 'null'],
  number: [200, '42'],
  other: [200, '{"id":"cus_1","object":"customer"}'],
} as const

const DRIP_MS = 50

/** What becomes of a request: lost, half, drip and failed after it had its effect, the others without. */
export type Fault = 'none' | 'lost' | 'half' | 'drip' | 'failed' | 'silent' | keyof typeof INSTEAD

export interface Heard {
  method: string
  path: string
  headers: IncomingMessage['headers']
  form: Record<string, string>
}

/** An answer that does not come, or does not end. */
function breakOff(fault: Fault, response: ServerResponse): void {
  if (fault === 'lost') return void response.destroy()
  response.writeHead(200, { 'content-type': 'application/json' })
  if (fault === 'half') return void response.write('{"id":', () => response.destroy())
  const drip = setInterval(() => response.write(' '), DRIP_MS)
  response.once('close', () => clearInterval(drip))
}

export async function startStripeServer() {
  const account = createAccount()
  const keys = new Map<string, { request: string; answer: Answer }>()
  const heard: Heard[] = []
  let faults: Fault[] = []

  /** Stripe keeps the first answer to a key, errors from within included, and refuses the key for anything else. */
  function serveOnce(request: Heard, failed: boolean): Answer & { isReplay?: boolean } {
    const { method, path, form, headers } = request
    const key = method === 'POST' ? headers['idempotency-key'] : undefined
    const answered = () => {
      const answer = account.serve(method, path, form)
      return failed ? { status: 500, body: { error: { type: 'api_error', message: 'Something broke.' } } } : answer
    }
    if (typeof key !== 'string') return answered()
    const fingerprint = json([path, form])
    const known = keys.get(key)
    if (known && known.request !== fingerprint)
      return { status: 400, body: { error: { type: 'idempotency_error', message: 'The key was used otherwise.' } } }
    if (known) return { ...known.answer, isReplay: true }
    const answer = answered()
    // "If incoming parameters fail validation … no idempotent result is saved because no endpoint began the execution."
    if (answer.status !== 400) keys.set(key, { request: fingerprint, answer: structuredClone(answer) })
    return answer
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams } = new URL(incoming.url ?? '', 'http://stripe.test')
    const form = Object.fromEntries([...searchParams, ...new URLSearchParams(await text(incoming))])
    const request: Heard = { method: incoming.method ?? '', path, headers: incoming.headers, form }
    heard.push(request)
    const send = (status: number, body: string, headers: Record<string, string> = {}) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    if (incoming.headers.authorization !== `Bearer ${SECRET_KEY}`)
      return send(401, json({ error: { type: 'invalid_request_error', message: 'Invalid API Key.' } }))
    const fault = faults.shift() ?? 'none'
    if (fault === 'silent') return
    const instead: readonly [number, string] | undefined = INSTEAD[fault as keyof typeof INSTEAD]
    if (instead) return send(...instead)
    const { status, body, isReplay } = serveOnce(request, fault === 'failed')
    if (fault === 'none' || fault === 'failed')
      return send(status, json(body), isReplay ? { 'idempotent-replayed': 'true' } : {})
    breakOff(fault, response)
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...account,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    /** What becomes of the next requests, one after the other. */
    nextOnes: (...next: Fault[]) => {
      faults = next
    },
    /** As Stripe does with keys after a day. */
    forgetKeys: () => keys.clear(),
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
