import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'graphql-ws'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { until } from '../support/wait.ts'
import type { FakeIdentity } from './support/fake-identity.ts'
import type { FakeSubgraphs } from './support/fake-subgraphs.ts'
import { SUPERGRAPH_FILE, startGateway, type TestGateway } from './support/gateway.ts'
import { startGatewayOverFakes } from './support/gateway-over-fakes.ts'
import { connect, type Message, type WsClient } from './support/ws-client.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway
const clients: WsClient[] = []

beforeAll(async () => {
  const started = await startGatewayOverFakes()
  ;({ identity, subgraphs, gateway } = started)
  return started.stop
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await until(async () => (await upstreams()) === 0)
})

const upstreams = async () => {
  const text = await (await fetch(`${gateway.url}/metrics`)).text()
  return Number(/^skygraph_gateway_upstreams(?:{.*})? (\d+)$/m.exec(text)?.[1])
}

/** A client that watches, signed in where a name is given. */
async function watch(query: string, { user, variables = { id: 'f1' } }: { user?: string; variables?: object } = {}) {
  const token = user && (await identity.token({ sub: user, sid: `session of ${user}` }))
  const client = await connect(gateway.url, token ? { authorization: `Bearer ${token}` } : undefined)
  clients.push(client)
  client.send({ id: user ?? 'nobody', type: 'subscribe', payload: { query, variables } })
  return client
}

const MAP = 'subscription($id: ID!) { seatMapChanged(flightId: $id) { version full } }'
const NAMED_MAP = 'subscription($id: ID!) { seatMapChanged(flightId: $id) { version full flight { number } } }'
const version =
  (n: number) =>
  ({ type, payload }: Message) =>
    type === 'next' && payload.data.seatMapChanged.version === n
const versionsOf = (client: WsClient) => client.seen().map(({ payload }) => payload?.data?.seatMapChanged.version)
const isError = ({ type }: Message) => type === 'error'

test('all clients share one upstream; who joins late gets the whole map and what followed', async () => {
  const first = await watch(NAMED_MAP)
  await first.next(version(1))
  subgraphs.sendSeatMap({ version: 2, full: false })
  await first.next(version(2))
  const late = await watch(`# the same\n${NAMED_MAP.replaceAll(' { ', '  {\n')}`)
  expect((await late.next(version(1))).payload.data.seatMapChanged).toMatchObject({ full: true })
  expect((await late.next(version(2))).payload.data.seatMapChanged).toMatchObject({ full: false })
  expect(subgraphs.watchers()).toBe(1)
})

test('each event is executed once for all', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => watch(NAMED_MAP)))
  for (const client of all) await client.next(version(1))
  const before = subgraphs.asked.flight.length
  subgraphs.sendSeatMap({ version: 2, full: false })
  for (const client of all) await client.next(version(2))
  expect(subgraphs.asked.flight.length - before).toBe(1)
})

test('other variables and other operations are streams of their own', async () => {
  await (await watch(MAP)).next(version(1))
  await (await watch(NAMED_MAP)).next(version(1))
  await (await watch(MAP, { variables: { id: 'f2' } })).next(version(1))
  expect(await upstreams()).toBe(3)
})

test('what depends on nobody is asked for nobody, and shared by those who are signed in', async () => {
  const asked = subgraphs.asked.booking.length
  for (const user of ['ann', 'bob']) await (await watch(MAP, { user })).next(version(1))
  await (await watch(MAP)).next(version(1))
  expect(await upstreams()).toBe(1)
  expect(subgraphs.asked.booking.slice(asked)).toEqual([null])
})

test('what depends on who asks, however deep, is shared by one user alone', async () => {
  const query = `subscription($id: ID!) { seatMapChanged(flightId: $id) { version flight { m: seatMap { ...Seats } } } }
    fragment Seats on SeatMap { seats { mine: heldByMe } }`
  const heldBy = async (user?: string) => {
    const { payload } = await (await watch(query, user ? { user } : {})).next(version(1))
    return payload.data.seatMapChanged.flight.m.seats[0].mine
  }
  expect([await heldBy('ann'), await heldBy('bob'), await heldBy(), await heldBy('ann')]).toEqual([
    true,
    false,
    false,
    true,
  ])
  expect(await upstreams()).toBe(3)
})

test('each user watches under his own name, on all his sockets together', async () => {
  const query = 'subscription($id: ID!) { bookingChanged(id: $id) { status } }'
  const asked = subgraphs.asked.booking.length
  const all = [
    await watch(query, { user: 'ann' }),
    await watch(query, { user: 'bob' }),
    await watch(query, { user: 'ann' }),
  ]
  const status = (wanted: string) => (message: Message) => message.payload?.data?.bookingChanged.status === wanted
  for (const client of all) await client.next(status('CONFIRMED'))
  // Each over a connection of its own: either may come first.
  const viewers = subgraphs.asked.booking.slice(asked).map((viewer) => viewer?.id)
  expect(viewers.toSorted()).toEqual(['ann', 'bob'])
  subgraphs.sendBooking('CANCELLED')
  for (const client of all) await client.next(status('CANCELLED'))
  const late = await watch(query, { user: 'bob' })
  await late.next(status('CANCELLED'))
  subgraphs.sendBooking('CONFIRMED')
})

test('a state is told without the version and the mark of a whole one where the client did not ask for them', async () => {
  const query = 'subscription($id: ID!) { map: seatMapChanged(flightId: $id) { flightId } }'
  for (const client of [await watch(query), await watch(query)]) {
    const { payload } = await client.next(({ type }) => type === 'next')
    expect(payload).toEqual({ data: { map: { flightId: 'f1' } } })
  }
  expect(subgraphs.watchers()).toBe(1)
})

test('a client that does not read holds up nobody, and gets the whole map when it reads again', async () => {
  const query = 'subscription($id: ID!) { seatMapChanged(flightId: $id) { version full seats { number status } } }'
  const [quick, slow] = [await watch(query), await watch(query)]
  for (const client of [quick, slow]) await client.next(version(1))
  slow.pause()
  const seats = Array.from({ length: 2_000 }, (_, n) => ({ number: `${n}A`, status: 'AVAILABLE' }))
  const LAST = 200
  for (let n = 2; n <= LAST; n++) {
    subgraphs.sendSeatMap({ version: n, full: false, seats })
    await quick.next(version(n))
  }
  slow.resume()
  await until(() => versionsOf(slow).includes(LAST))
  const versions = versionsOf(slow)
  expect(versions).toEqual([...versions].sort((a, b) => a - b))
  expect(versions.length).toBeLessThan(LAST - 1)
  const gap = versions.findIndex((each, n) => n > 0 && each > versions[n - 1] + 1)
  expect(slow.seen()[gap]?.payload.data.seatMapChanged.full).toBe(true)
})

test('a stream of messages that was lost is an error, for something may have been missed; state is healed', async () => {
  const messages = await watch('subscription { notificationReceived { subject } }', { user: 'ann' })
  await messages.next(({ payload }) => payload?.data?.notificationReceived.subject === 'first')
  const map = await watch(MAP)
  await map.next(version(1))
  await Promise.all([subgraphs.stop('notification'), subgraphs.stop('booking')])
  const { payload } = await messages.next(isError)
  expect(payload[0].extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfter: expect.any(Number) })
  await Promise.all([subgraphs.start('notification'), subgraphs.start('booking')])
  await map.next(version(1))
  expect(map.seen()).toEqual([])
})

test('a changed supergraph leaves running subscriptions alone; new ones are of the new', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skygraph-'))
  const supergraphFile = join(folder, 'supergraph.graphql')
  await copyFile(SUPERGRAPH_FILE, supergraphFile)
  const reloading = await startGateway({ baseUrls: subgraphs.urls, supergraphFile })
  try {
    const query = 'subscription($id: ID!) { seatMapChanged(flightId: $id) { version layoutVersion } }'
    const old = await connect(reloading.url)
    old.send({ id: '1', type: 'subscribe', payload: { query, variables: { id: 'f1' } } })
    await old.next(version(1))
    const text = await readFile(supergraphFile, 'utf8')
    await writeFile(supergraphFile, text.replace(/(type SeatMapUpdate[^{]*{[^}]*)layoutVersion: Int!/, '$1layout: Int'))
    const refused = async () => {
      const client = await connect(reloading.url)
      client.send({ id: '1', type: 'subscribe', payload: { query, variables: { id: 'f1' } } })
      const message = await client.next(({ type }) => type !== 'connection_ack')
      client.close()
      return isError(message)
    }
    await until(refused)
    subgraphs.sendSeatMap({ version: 2, full: false })
    expect((await old.next(version(2))).payload.data.seatMapChanged.layoutVersion).toBe(1)
  } finally {
    await reloading.stop()
    await rm(folder, { recursive: true })
  }
})

test('clients of a stopping gateway come back to the next one, and get the whole map again', async () => {
  const stopping = await startGateway({ baseUrls: subgraphs.urls })
  let url = stopping.url
  const client = createClient({
    url: () => `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryWait: async () => undefined,
  })
  const got: unknown[] = []
  const ends: unknown[] = []
  client.subscribe(
    { query: MAP, variables: { id: 'f1' } },
    { next: ({ data }) => got.push(data), error: (error) => ends.push(error), complete: () => ends.push('complete') },
  )
  await until(() => got.length === 1)
  url = gateway.url
  await stopping.stop()
  await until(() => got.length === 2)
  const whole = { seatMapChanged: { version: 1, full: true } }
  expect([got, ends]).toEqual([[whole, whole], []])
  await client.dispose()
})
