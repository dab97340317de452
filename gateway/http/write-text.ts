import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { turnEnd } from '#lib/turn-end.ts'
import { type Encoding, encodingFor } from './media-types.ts'

/** Three packets: less is sent sooner than packed, which takes 200 µs of CPU, three times as much as all the rest. */
const COMPRESSED_FROM = 4_096

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
/** Quality 4 takes about the time of gzip for two thirds of its bytes; the default of 11 takes a hundred times as long. */
const compressors: Record<Encoding, (text: string) => Promise<Buffer>> = {
  br: (text) => brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text) => zip(text),
}

/**
 * Sends a text, compressed where that is worth it and the client takes it; other threads do that work. Answers that are
 * ready in one turn of the event loop go out one after another: see docs/decisions/0010.
 * @param headers name, value, name, value
 * @returns whether there still was somebody to send it to
 */
export async function writeText(
  request: IncomingMessage,
  response: ServerResponse,
  { status, text, headers }: { status: number; text: string; headers: string[] },
): Promise<boolean> {
  const encoding = text.length < COMPRESSED_FROM ? undefined : encodingFor(request.headers['accept-encoding'])
  const body = encoding ? await compressors[encoding](text) : text
  if (encoding) headers.push('content-encoding', encoding)
  if (response.destroyed) return false
  headers.push('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.length))
  response.writeHead(status, headers)
  await turnEnd()
  if (response.destroyed) return false
  response.end(body)
  return true
}
