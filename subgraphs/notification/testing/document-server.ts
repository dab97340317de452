import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyLink } from '#lib/links.ts'

export interface DocumentServer {
  url: string
  /** What the next requests are answered with instead of the PDF */
  answers: number[]
  asked: number
  stop(): Promise<void>
}

/** Stands where booking does: a PDF for whoever brings a link signed for it. */
export async function startDocumentServer(linkSecret: string): Promise<DocumentServer> {
  const state = { answers: [] as number[], asked: 0 }
  const server = createServer((request, response) => {
    state.asked++
    const path = request.url ?? ''
    const answer = state.answers.shift() ?? (verifyLink(linkSecret, path) ? 200 : 403)
    response.writeHead(answer, { 'content-type': 'application/pdf' })
    response.end(answer === 200 ? `%PDF-1.7 ${path.split('?')[0]}` : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}
