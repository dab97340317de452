import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { badRequest } from './faults.ts'

/** The client went away before all of its request was here; there is nobody to answer. */
export class ClientGone extends Error {}

/**
 * The body of a request as text.
 * @throws BAD_REQUEST: too large, compressed or not in UTF-8
 * @throws ClientGone
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes)
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') throw badRequest('Bodies may not be compressed.', 415)
  const body = await collect(request, limitBytes)
  if (!isUtf8(body)) throw badRequest('The body is not in UTF-8.')
  return body.toString()
}

function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limitBytes) chunks.push(chunk)
      else reject(tooLarge(limitBytes))
    })
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
    const gone = (cause?: Error) => reject(new ClientGone('The client is gone.', { cause }))
    request.on('error', gone)
    // It comes after a whole body as well, and an error that nobody needs costs 15 µs.
    request.on('close', () => request.complete || gone())
    // Gone before anybody listened: no event will tell.
    if (request.destroyed) gone()
  })
}

const tooLarge = (limitBytes: number) => badRequest(`The body is larger than ${limitBytes} bytes.`, 413)
