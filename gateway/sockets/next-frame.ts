import type { StreamEvent } from './stream-event.ts'

const FINAL_TEXT = 0x81
const TWO_BYTES = 126
const EIGHT_BYTES = 127
const TAIL = '}'.charCodeAt(0)
/** Clients that number their operations share frames; those with ids of their own have nothing to share. */
const MAX_READY = 64

/** The start of a `next` message, up to its payload. */
export const nextHead = (id: string): string => `{"id":${JSON.stringify(id)},"type":"next","payload":`

/**
 * `next` messages as ready WebSocket frames, one for all clients whose operation has the same id. A frame is written with
 * one call, where the library frames each message anew and writes header and text apart.
 */
export function createNextFrames(): (event: StreamEvent, head: string) => Buffer {
  const ready = new Map<string, Buffer>()
  let latest: StreamEvent | undefined
  let payload = Buffer.alloc(0)
  return (event, head) => {
    if (event !== latest) {
      latest = event
      payload = Buffer.from(event.text)
      ready.clear()
    }
    const known = ready.get(head)
    if (known) return known
    const frame = frameOf(head, payload)
    if (ready.size < MAX_READY) ready.set(head, frame)
    return frame
  }
}

/** An unmasked text message in one frame, RFC 6455, section 5.2. */
function frameOf(head: string, payload: Buffer): Buffer {
  const headBytes = Buffer.byteLength(head)
  const length = headBytes + payload.length + 1
  const start = length < TWO_BYTES ? 2 : length < 1 << 16 ? 4 : 10
  const frame = Buffer.allocUnsafe(start + length)
  frame[0] = FINAL_TEXT
  frame[1] = start === 2 ? length : start === 4 ? TWO_BYTES : EIGHT_BYTES
  if (start === 4) frame.writeUInt16BE(length, 2)
  if (start === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.write(head, start)
  payload.copy(frame, start + headBytes)
  frame[start + length - 1] = TAIL
  return frame
}
