import type { ServerResponse } from 'node:http'
import { STRICT_TRANSPORT } from '../http/page-headers.ts'
import type { StreamEvent } from './stream-event.ts'

/** The end of an operation; a stream that ends without it is asked for again. */
export const COMPLETE = 'event: complete\ndata:\n\n'

export const nextOf = (text: string): string => `event: next\ndata: ${text}\n\n`

/** A comment, which clients pass over. */
const PING = ':\n\n'
const PING_EVERY_MS = 12_000
/** So that clients of a gateway that stops do not come back all at once. */
const RETRY_MS = { least: 500, most: 3_000 }

/** One event as ready bytes for all who share it. */
export function createNextChunks(): (event: StreamEvent) => Buffer {
  let latest: StreamEvent | undefined
  let chunk = Buffer.alloc(0)
  return (event) => {
    if (event !== latest) {
      latest = event
      chunk = Buffer.from(nextOf(event.text))
    }
    return chunk
  }
}

export function writeEventStreamHead(
  response: ServerResponse,
  { requestId, production }: { requestId: string; production: boolean },
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    // nginx would gather events until a buffer is full.
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...(production && STRICT_TRANSPORT),
  })
}

/** Comments keep proxies from closing a quiet stream; a client that takes nothing for as long as two of them is let go. */
export function keepAlive(response: ServerResponse): void {
  // Some browsers do not see that the stream is open before they get something.
  response.write(PING)
  let stuck = false
  const timer = setInterval(() => {
    const isStuck = response.writableNeedDrain || response.writableEnded
    if (stuck && isStuck) response.destroy()
    else if (!isStuck) response.write(PING)
    stuck = isStuck
  }, PING_EVERY_MS)
  onClose(response, () => clearInterval(timer))
}

/** Also where the response has closed already. */
export function onClose(response: ServerResponse, listener: () => void): void {
  if (response.closed) listener()
  else response.once('close', listener)
}

/** A stream that has ended already, with its session, stays as it is. */
export function finish(response: ServerResponse, last: string): void {
  if (!response.writableEnded) response.end(last)
}

/** Ends the stream with the wish that its client come back. */
export function sendAway(response: ServerResponse): void {
  const retryMs = Math.round(RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least))
  finish(response, `retry: ${retryMs}\n\n`)
}
