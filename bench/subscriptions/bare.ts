import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { reportPort } from '../gateway/child.ts'
import { holdUpdate, type Update } from './seat-map.ts'

/**
 * A server that does what none can leave out: of each update it makes one frame and writes that to every connection. It
 * knows as much of graphql-transport-ws as its clients need to begin, and all of them must give their operation the id 1.
 */
const streams = new Set<Duplex>()
const server = createServer()
const sockets = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, stream, head) =>
  sockets.handleUpgrade(request, stream, head, (socket) => {
    stream.on('close', () => streams.delete(stream))
    socket.on('message', (data) => {
      if (String(data).includes('connection_init')) return socket.send('{"type":"connection_ack"}')
      stream.write(frameOf({ ...holdUpdate(1), full: true }))
      streams.add(stream)
    })
  }),
)

process.on('message', (message: { update?: Update }) => {
  if (!message.update) return
  const frame = frameOf(message.update)
  for (const stream of streams) stream.write(frame)
  process.send?.('told')
})

/** An unmasked text frame; what is told here has between 126 and 65,535 bytes. */
function frameOf({ version, full, seats }: Update): Buffer {
  const payload = { data: { seatMapChanged: { version, full, seats } } }
  const text = Buffer.from(JSON.stringify({ id: '1', type: 'next', payload }))
  const head = Buffer.from([0x81, 126, 0, 0])
  head.writeUInt16BE(text.length, 2)
  return Buffer.concat([head, text])
}

await reportPort(server.listen(0, '127.0.0.1'))
