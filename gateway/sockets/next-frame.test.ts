import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createNextFrames, nextHead } from './next-frame.ts'
import type { StreamEvent } from './stream-event.ts'

const server = new WebSocketServer({ port: 0 })
afterEach(() => server.close())

const eventOf = (data: unknown): StreamEvent => ({
  text: JSON.stringify({ data }),
  part: 'remark',
  version: undefined,
  atMs: 0,
})

test('a WebSocket client reads ready frames of every length, between those of the library', async () => {
  const frames = createNextFrames()
  const lengths = [0, 20, 60, 70, 125, 126, 1_000, 65_450, 65_500, 65_536, 200_000]
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`)
  const [socket, request] = await once(server, 'connection')
  const read: unknown[] = []
  client.on('message', (data) => read.push(JSON.parse(String(data))))
  for (const length of lengths) {
    request.socket.write(frames(eventOf('é'.repeat(length)), nextHead('"ü"')))
    socket.send('{"type":"pong"}')
  }
  socket.close()
  await once(client, 'close')
  expect(read).toEqual(
    lengths.flatMap((length) => [{ id: '"ü"', type: 'next', payload: { data: 'é'.repeat(length) } }, { type: 'pong' }]),
  )
})

test('clients whose operation has the same id get the very same frame', () => {
  const frames = createNextFrames()
  const event = eventOf(1)
  expect(frames(event, nextHead('1'))).toBe(frames(event, nextHead('1')))
  expect(frames(event, nextHead('2'))).not.toBe(frames(event, nextHead('1')))
  expect(frames(eventOf(1), nextHead('1'))).not.toBe(frames(event, nextHead('1')))
})
