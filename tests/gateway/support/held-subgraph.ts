import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A subgraph that answers nothing by itself: tests look at what came, and answer or do not. */
export interface HeldSubgraph {
  url: string
  /** Requests for operations, in the order they came. */
  held: Array<{ body: string; response: ServerResponse; cancelled: boolean }>
  stop(): Promise<void>
}

export async function startHeldSubgraph(): Promise<HeldSubgraph> {
  const held: HeldSubgraph['held'] = []
  const server = createServer(async (request, response) => {
    const entry = { body: '', response, cancelled: false }
    response.once('close', () => {
      entry.cancelled = !response.writableFinished
    })
    entry.body = await bodyOf(request)
    if (request.method === 'POST') held.push(entry)
    else response.end('{"ok":true}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
