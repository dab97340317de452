import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A subgraph that does with each request what the test says. */
export interface OddSubgraph {
  readonly url: string
  readonly requests: Array<{ headers: Record<string, unknown>; body: string; aborted: boolean }>
  /** @param nth counts requests from 1 */
  answer(response: ServerResponse, nth: number): void
  /** It is not there for a while: nobody listens, whoever is connected is cut off. */
  leave(): Promise<void>
  /** Again, at the address it had. */
  comeBack(): Promise<void>
  stop(): Promise<void>
}

export async function startOddSubgraph(): Promise<OddSubgraph> {
  const server = createServer(async (request, response) => {
    const entry = { headers: request.headers, body: '', aborted: false }
    request.setEncoding('utf8')
    for await (const chunk of request) entry.body += chunk
    const nth = odd.requests.push(entry)
    response.once('close', () => {
      entry.aborted = !response.writableFinished
    })
    response.setHeader('content-type', 'application/json')
    odd.answer(response, nth)
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const odd: OddSubgraph = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    answer: (response) => void response.end('{"data":{}}'),
    leave: stop,
    comeBack: () => listen(port),
    stop,
  }
  return odd
}
