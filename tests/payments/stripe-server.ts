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

/** What becomes of a request: lost and half after it had its effect, the others without one, but for failed. */
export type Fault = 'lost' | 'half' | 'silent' | 'failed' | 'limited' | 'in use' | 'page' | 'null' | 'number' | 'other'

export interface Heard {
  method: string
  path: string
  headers: IncomingMessage['headers']
  form: Record<string, string>
}

export type StripeServer = Awaited<ReturnType<typeof startStripeServer>>

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
    const fingerprint = JSON.stringify([path, form])
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
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_test', ...headers }).end(body)
    if (incoming.headers.authorization !== `Bearer ${SECRET_KEY}`)
      return void send(401, JSON.stringify({ error: { type: 'invalid_request_error', message: 'Invalid API Key.' } }))
    const fault = faults.shift()
    switch (fault) {
      case 'silent':
        return
      case 'limited':
        return void send(429, JSON.stringify({ error: { type: 'invalid_request_error', code: 'rate_limit' } }))
      case 'in use':
        return void send(409, JSON.stringify({ error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } }))
      case 'page':
        return void send(502, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' })
      case 'null':
        return void send(200, 'null')
      case 'number':
        return void send(200, '42')
      case 'other':
        return void send(200, '{"id":"cus_1","object":"customer"}')
    }
    const { status, body, isReplay } = serveOnce(request, fault === 'failed')
    const json = JSON.stringify(body)
    if (fault === 'lost') return void incoming.socket.destroy()
    if (fault === 'half') {
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': String(json.length) })
      response.write(json.slice(0, 20), () => incoming.socket.destroy())
      return
    }
    send(status, json, isReplay ? { 'idempotent-replayed': 'true' } : {})
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
