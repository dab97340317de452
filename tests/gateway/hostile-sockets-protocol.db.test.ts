import { once } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { until } from '../support/wait.ts'
import type { FakeSubgraphs } from './support/fake-subgraphs.ts'
import type { TestGateway } from './support/gateway.ts'
import { startGatewayOverFakes } from './support/gateway-over-fakes.ts'
import { connect, type Message, open } from './support/ws-client.ts'

let subgraphs: FakeSubgraphs
let gateway: TestGateway

beforeAll(async () => {
  const started = await startGatewayOverFakes()
  ;({ subgraphs, gateway } = started)
  return started.stop
})

const QUERY = '{ __typename }'
const MAP = 'subscription { seatMapChanged(flightId: "f1") { version } }'
const subscribe = (id: string, query = QUERY) => ({ id, type: 'subscribe', payload: { query } })

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text()
  return Number(new RegExp(`^skygraph_gateway_${name}(?:{.*})? (\\d+)$`, 'm').exec(text)?.[1])
}

/** A socket that was acknowledged, to be written to byte by byte. */
async function bare(): Promise<WebSocket> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send('{"type":"connection_init"}')
  await once(socket, 'message')
  return socket
}

test.each<[string, string | Buffer, number]>([
  ['no JSON', '{', 4400],
  ['a message of no type', '{}', 4400],
  ['a message of another protocol', '{"type":"start"}', 4400],
  ['a subscribe message without a query', '{"id":"1","type":"subscribe","payload":{}}', 4400],
  ['an id that is a number', '{"id":1,"type":"subscribe","payload":{"query":"{ a }"}}', 4400],
  ['an id of 900 kB', JSON.stringify(subscribe('x'.repeat(900_000))), 4400],
  ['bytes that are no text', Buffer.from([0, 255, 254]), 4400],
  ['a message of more than a megabyte', `"${'x'.repeat(1_100_000)}"`, 1009],
  ['a second connection_init', '{"type":"connection_init"}', 4429],
])('%s closes the socket with the code that says why', async (_, message, code) => {
  const socket = await bare()
  socket.send(message)
  const [closed] = await once(socket, 'close')
  expect(closed).toBe(code)
})

test('a message before connection_init is 4401', async () => {
  const client = await open(gateway.url)
  client.send(subscribe('1'))
  expect((await client.closed()).code).toBe(4401)
})

test('a socket without connection_init is closed with 4408', async () => {
  const client = await open(gateway.url)
  expect((await client.closed(10_000)).code).toBe(4408)
})

test('another protocol is 4406', async () => {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`)
  const [code] = await once(socket, 'close')
  expect(code).toBe(4406)
})

test('the same id twice at once is 4409, however long and strange the id', async () => {
  const client = await connect(gateway.url)
  const id = '\u{1f4ba}'.repeat(60)
  client.send(subscribe(id, MAP))
  await client.next(({ type }) => type === 'next')
  client.send(subscribe(id, MAP))
  expect((await client.closed()).code).toBe(4409)
  await until(() => subgraphs.watchers() === 0)
})

test('an id may be used again after its end', async () => {
  const client = await connect(gateway.url)
  for (let n = 0; n < 3; n++) {
    client.send(subscribe('1'))
    await client.next(({ type }) => type === 'complete')
  }
  client.close()
})

test('an id that is completed and used again in one go is the new operation, and nothing else', async () => {
  const client = await connect(gateway.url)
  for (let n = 0; n < 8; n++) {
    // A text of its own: it is still being prepared when the next message comes.
    client.send(subscribe('1', `# ${n}\n${MAP}`))
    if (n % 2) client.send(subscribe(`other ${n}`, `# other ${n}\n${MAP}`))
    client.send({ id: '1', type: 'complete' })
  }
  client.send(subscribe('1', MAP))
  const isOfIt = ({ id }: Message) => id === '1'
  expect(await client.next(isOfIt)).toMatchObject({ type: 'next' })
  await until(async () => (await metric('subscriptions')) === 5)
  // Completed and taken again while it runs.
  client.send({ id: '1', type: 'complete' })
  client.send(subscribe('1', MAP))
  expect(await client.next(isOfIt)).toMatchObject({ type: 'next' })
  client.send({ id: '1', type: 'complete' })
  await until(async () => (await metric('subscriptions')) === 4)
  client.close()
  await until(async () => (await metric('subscriptions')) === 0 && (await metric('upstreams')) === 0)
})

test('what is subscribed and completed a thousand times over leaves nothing behind', async () => {
  const client = await connect(gateway.url)
  for (let n = 0; n < 1_000; n++) {
    client.send(subscribe('1', MAP))
    client.send({ id: '1', type: 'complete' })
  }
  await until(async () => {
    client.send(subscribe('last', MAP))
    const isLast = ({ id, type }: Message) => id === 'last' && (type === 'next' || type === 'error')
    const { type } = await client.next(isLast)
    if (type === 'next') client.send({ id: 'last', type: 'complete' })
    return type === 'next'
  })
  await until(() => subgraphs.watchers() === 0)
  client.close()
})

test('who asks and never reads is let go before his answers fill the memory', async () => {
  const socket = await bare()
  socket.pause()
  const types = Array.from({ length: 5 }, (_, n) => `a${n}: types { name fields { name description } }`).join(' ')
  let asked = 0
  const closed = once(socket, 'close')
  let isClosed = false
  void closed.then(() => {
    isClosed = true
  })
  socket.on('error', () => undefined)
  await until(
    async () => {
      if (!isClosed) socket.send(JSON.stringify(subscribe(String(asked++), `{ __schema { ${types} } }`)))
      return (await metric('sockets')) === 0
    },
    { timeoutMs: 20_000 },
  )
  socket.terminate()
})

test('a frame that breaks the WebSocket protocol closes its socket and no other', async () => {
  const other = await connect(gateway.url)
  const socket = await bare()
  // A text frame with a reserved bit, as no extension was agreed upon.
  ;(socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
    Buffer.from([0xc1, 0x80, 0, 0, 0, 0]),
  )
  const [code] = await once(socket, 'close')
  expect(code).toBe(1002)
  other.send(subscribe('1'))
  await other.next(({ type }) => type === 'complete')
  other.close()
})
