import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface SmsGateway {
  url: string
  /** Accepted ones, in order of arrival */
  messages: Array<{ to: string; text: string; key: string }>
  stop(): Promise<void>
}

/** Takes every SMS, on loopback. */
export async function startSmsGateway(): Promise<SmsGateway> {
  const messages: SmsGateway['messages'] = []
  const server = createServer(async (request, response) => {
    const { to, text } = (await json(request)) as { to: string; text: string }
    messages.push({ to, text, key: String(request.headers['idempotency-key']) })
    response.writeHead(201).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`,
    messages,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
