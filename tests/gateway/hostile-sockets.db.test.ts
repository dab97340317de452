import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FakeIdentity } from './support/fake-identity.ts'
import type { FakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, type TestGateway, until } from './support/gateway.ts'
import { startGatewayOverFakes } from './support/gateway-over-fakes.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway
/** What would have ended the process, were it the gateway's own. */
const crashes: unknown[] = []
const crashed = (error: unknown) => void crashes.push(error)

beforeAll(async () => {
  const started = await startGatewayOverFakes()
  ;({ identity, subgraphs, gateway } = started)
  return started.stop
})
beforeEach(() => {
  crashes.length = 0
  process.on('uncaughtException', crashed)
})
afterEach(async () => {
  expect((await ask(gateway.url, '{ me { id } }')).status).toBe(200)
  process.off('uncaughtException', crashed)
  expect(crashes).toEqual([])
})

const HANDSHAKE = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='

async function send(head: string): Promise<Socket> {
  const socket = connectTcp(Number(new URL(gateway.url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(`${head}\r\nHost: gateway\r\n`)
  return socket
}

async function upgrade(target: string, more = HANDSHAKE): Promise<Socket> {
  const socket = await send(`GET ${target} HTTP/1.1`)
  socket.write(
    `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n${more}\r\n\r\n`,
  )
  return socket
}

async function answerOf(socket: Socket): Promise<string> {
  const [chunk] = await once(socket, 'data', { signal: AbortSignal.timeout(5_000) })
  socket.destroy()
  return String(chunk).split('\r\n')[0] ?? ''
}

test.each(['//', '///graphql', '/elsewhere', '/graphql/', '*', 'http://', 'http://[/graphql', '/%'])(
  'an upgrade of %s is 404',
  async (target) => {
    expect(await answerOf(await upgrade(target))).toContain('404')
  },
)

test('an upgrade of /graphql with a query string is a WebSocket', async () => {
  expect(await answerOf(await upgrade('/graphql?x=//'))).toContain('101')
})

test.each([
  ['an upgrade of another path', '/elsewhere', HANDSHAKE],
  ['an upgrade', '/graphql', HANDSHAKE],
  ['an upgrade that is no handshake', '/graphql', 'Sec-WebSocket-Version: 1'],
  ['an upgrade with a made-up address', '/graphql', `X-Forwarded-For: nobody\r\n${HANDSHAKE}`],
])('%s, cut off at any moment, harms nobody', async (_, target, more) => {
  for (let i = 0; i < 100; i++) {
    const socket = await upgrade(target, more)
    if (i % 3 === 0) await new Promise(setImmediate)
    if (i % 3 === 1) await once(socket, 'data', { signal: AbortSignal.timeout(5_000) })
    socket.resetAndDestroy()
  }
})

/** A client's message as a frame; with a mask of zeros its text stays as it is. */
function frame(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message))
  return Buffer.concat([Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 255, 0, 0, 0, 0]), text])
}

test('who leaves the end of his session unanswered can do nothing more in it', async () => {
  const bearer = async (claims = {}) => ({ authorization: `Bearer ${await identity.token(claims)}` })
  const socket = await upgrade('/graphql')
  let read = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
  })
  await until(() => read.includes('\r\n\r\n'))
  socket.write(frame({ type: 'connection_init', payload: await bearer() }))
  await until(() => read.includes('connection_ack'))
  socket.write(frame({ type: 'ping', payload: await bearer({ sub: 'bob' }) }))
  const closing = Buffer.from([0x11, 0x33, ...Buffer.from('UNAUTHENTICATED')])
  await until(() => read.includes(closing))
  const before = subgraphs.asked.booking.length
  const query = 'mutation { releaseHold(holdId: "h1") }'
  socket.write(frame({ id: '1', type: 'subscribe', payload: { query } }))
  // Written later on another connection: when it has arrived, the one above would have, too.
  await ask(gateway.url, query, { token: await identity.token() })
  expect(subgraphs.asked.booking.length - before).toBe(1)
  socket.destroy()
})

test.each([
  [
    'a query',
    'POST /graphql HTTP/1.1',
    `Content-Type: application/json\r\nContent-Length: 30\r\n\r\n{"query":"{ me { id } }"     }`,
  ],
  ['half a query', 'POST /graphql HTTP/1.1', 'Content-Type: application/json\r\nContent-Length: 30\r\n\r\n{"que'],
  ['a document', 'GET /documents/ticket.pdf HTTP/1.1', '\r\n'],
  [
    'half a webhook',
    'POST /webhooks/payments HTTP/1.1',
    'Content-Type: application/webhook\r\nContent-Length: 9\r\n\r\nabc',
  ],
])('%s whose client is cut off harms nobody', async (_, head, rest) => {
  for (let i = 0; i < 50; i++) {
    const socket = await send(head)
    socket.write(rest)
    if (i % 2 === 0) await new Promise(setImmediate)
    socket.resetAndDestroy()
  }
})

test('whoever is refused for a body too large may go on writing, and then ask again', async () => {
  const socket = await send('POST /graphql HTTP/1.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.write(`Content-Type: application/json\r\nContent-Length: ${5 << 20}\r\n\r\n`)
  await until(() => answer.includes(' 413 '))
  for (let i = 0; i < 5; i++) {
    socket.write(Buffer.alloc(1 << 20))
    await new Promise(setImmediate)
  }
  socket.write('GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n')
  await until(() => answer.includes('{"ok":true}'))
  socket.destroy()
})
