import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { LIMITS } from '../policies/limits.ts'

/** One client's WebSocket, as far as those need it who send. */
export interface Wire {
  /** The client has not taken what was sent; more would pile up here. */
  isFull(): boolean
  onceRoom(listener: () => void): void
  /** Resolves when the message has left, or the socket has. */
  text(message: string): Promise<void>
  /** A ready frame: it goes past the library, straight to the connection. */
  frame(frame: Buffer): void
  close(code: number, reason: string): void
}

/** Of a close frame, RFC 6455, section 5.5. */
const MAX_REASON_BYTES = 123

/** @param stream the connection under the socket, which has no extension that would change frames */
export function createWire(socket: WebSocket, stream: Duplex): Wire {
  const listeners: Array<() => void> = []
  const isOpen = () => socket.readyState === socket.OPEN
  return {
    isFull: () => stream.writableNeedDrain,
    onceRoom(listener) {
      if (listeners.push(listener) > 1) return
      stream.once('drain', () => {
        for (const each of listeners.splice(0)) each()
      })
    },
    text: (message) =>
      new Promise((resolve) => {
        // An error means that the socket closes, and that ends its operations.
        if (isOpen()) socket.send(message, () => resolve())
        else resolve()
        // Who asks for more than he reads is not waited for.
        if (stream.writableLength > LIMITS.webSocketUnreadBytes) socket.terminate()
      }),
    frame: (frame) => {
      if (isOpen()) stream.write(frame)
    },
    close: (code, reason) => socket.close(code, Buffer.from(reason).subarray(0, MAX_REASON_BYTES)),
  }
}
