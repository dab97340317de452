import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { WATCH } from './seat-map.ts'

const PING = 9
const PONG = 10
const TEXT = 1
const NO_MASK = Buffer.alloc(4)

/**
 * A graphql-transport-ws client on a plain socket that looks at no more of a message than it must: one that did more would
 * be the slowest part. Calls back with the messages, and fails when the server closes.
 */
export async function watch(url: string, id: string, onNext: (message: Buffer) => void): Promise<() => void> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const send = (message: object) => socket.write(frameOf(TEXT, Buffer.from(JSON.stringify(message))))
  let rest: Buffer = Buffer.alloc(0)
  let isOpen = false
  const read = (opcode: number, payload: Buffer) => {
    if (opcode === PING) socket.write(frameOf(PONG, payload))
    else if (opcode !== TEXT) reject(new Error(`The server sent a frame of type ${opcode}: ${payload}`))
    else if (payload.includes('connection_ack')) {
      send({ id, type: 'subscribe', payload: { query: WATCH, variables: { id: 'f-1' } } })
    } else {
      onNext(payload)
      resolve()
    }
  }
  socket.on('data', (chunk: Buffer) => {
    let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    rest = bytes
    if (!isOpen) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!bytes.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) return reject(new Error(String(bytes)))
      isOpen = true
      bytes = bytes.subarray(end + 4)
      send({ type: 'connection_init' })
    }
    rest = readFrames(bytes, read)
  })
  socket.once('error', reject)
  let left = false
  socket.once('close', () => {
    const lost = new Error('The server closed a connection.')
    reject(lost)
    // Once it was open nobody waits for the promise any more; the figures would be of fewer clients.
    if (!left) throw lost
  })
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.from(randomUUID().slice(0, 16)).toString('base64')}\r\n` +
      'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  )
  await promise
  return () => {
    left = true
    socket.destroy()
  }
}

/** Calls back with each whole frame; gives back what is left. */
function readFrames(bytes: Buffer, onFrame: (opcode: number, payload: Buffer) => void): Buffer {
  let at = 0
  while (bytes.length >= at + 2) {
    const short = (bytes[at + 1] ?? 0) & 127
    const head = short === 127 ? 10 : short === 126 ? 4 : 2
    if (bytes.length < at + head) break
    const length =
      short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short === 126 ? bytes.readUInt16BE(at + 2) : short
    if (bytes.length < at + head + length) break
    onFrame((bytes[at] ?? 0) & 15, bytes.subarray(at + head, at + head + length))
    at += head + length
  }
  return at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at))
}

/** Clients mask what they send; with a mask of zeros nothing changes. */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125
  const head = long ? Buffer.alloc(4) : Buffer.from([0, payload.length | 128])
  head[0] = 128 | opcode
  if (long) {
    head[1] = 126 | 128
    head.writeUInt16BE(payload.length, 2)
  }
  return Buffer.concat([head, NO_MASK, payload])
}
