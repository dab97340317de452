import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { createNextFrames, nextHead } from '../../gateway/sockets/next-frame.ts'
import { reportPort } from '../gateway/child.ts'
import { holdUpdate, type Update } from './seat-map.ts'

/**
 * A server that does what none can leave out: of each update it makes one frame and writes that to every connection. It
 * knows as much of graphql-transport-ws as its clients need to begin, and all of them must give their operation the id 1.
 */
const streams = new Set<Duplex>()
const frames = createNextFrames()
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

function frameOf({ version, full, seats }: Update): Buffer {
  const text = JSON.stringify({ data: { seatMapChanged: { version, full, seats } } })
  return frames({ text, part: full ? 'whole' : 'change', version, atMs: 0 }, nextHead('1'))
}

await reportPort(server.listen(0, '127.0.0.1'))
