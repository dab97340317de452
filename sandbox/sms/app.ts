import { join } from 'node:path'
import { type FastifyBaseLogger, fastify } from 'fastify'
import { z } from 'zod'
import { html } from '#lib/html.ts'
import type { Log } from '#lib/log.ts'
import { openSmsStore, type Sms } from './messages.ts'

export interface SmsSandboxOptions {
  port: number
  host: string
  /** Of all embedded state; the journal is in its folder `sms`. */
  dataFolder: string
  log: Log
}

const LISTED = 200
const input = z.object({ to: z.string().max(32), text: z.string() })
const query = z.object({ to: z.string().optional() })

/** Starts the stand-in for an SMS gateway, which keeps each message and sends none. */
export async function startSmsSandbox(options: SmsSandboxOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const { port, host, dataFolder, log } = options
  const store = await openSmsStore(join(dataFolder, 'sms', 'journal.jsonl'))
  const app = fastify({
    loggerInstance: log.child({}, { level: 'warn' }) as FastifyBaseLogger,
    bodyLimit: 64 << 10,
    forceCloseConnections: true,
  })
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async () => ({ ok: true }))
  app.post('/messages', async (request, reply) => {
    const message = input.safeParse(request.body)
    if (!message.success) return reply.code(400).send({ error: { code: 'invalid_request' } })
    const key = request.headers['idempotency-key']
    const taken = await store.take({ ...message.data, key: typeof key === 'string' ? key : null })
    if (!taken.ok) return reply.code(taken.status).send({ error: { code: taken.code } })
    return reply.code(201).send({ id: taken.sms.id })
  })
  app.get('/messages', async (request) => store.list(query.parse(request.query).to).slice(0, LISTED))
  app.get('/', async (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .send(page(store.list().slice(0, LISTED))),
  )
  await app.listen({ host, port })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('Listens on no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      await app.close()
      await store.close()
    },
  }
}

function page(messages: Sms[]): string {
  const list = messages.map(
    ({ to, at, text }) =>
      html`<li><b>${to}</b> <time>${at.slice(0, 16).replace('T', ' ')} UTC</time><p dir="auto">${text}</p></li>`,
  )
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>SMS</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:640px;margin:32px auto;padding:0 16px}
ul{list-style:none;padding:0}li{border:1px solid #8884;border-radius:12px;padding:12px 16px;margin:0 0 12px}p{margin:4px 0 0;overflow-wrap:anywhere}time{opacity:.7;font-size:13px}</style></head>
<body><h1>SMS that this system sent</h1>${messages.length === 0 && html`<p>None yet. Switch SMS on in your notification preferences.</p>`}<ul>${list}</ul></body></html>`
    .html
}
