import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signViewer } from '#lib/identity.ts'
import { type UpstreamRequest, Upstreams } from '../../gateway/sockets/upstream.ts'
import { createFakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, silent, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { connect } from './support/ws-client.ts'

let subgraphs: FakeSubgraphs
let upstreams: Upstreams

beforeAll(async () => {
  subgraphs = await startFakeSubgraphs(await createFakeIdentity(SECRET))
  upstreams = new Upstreams({ secret: SECRET, log: silent })
})
afterAll(async () => {
  await upstreams?.close()
  await subgraphs?.stopAll()
})

const WATCH = 'subscription($id: ID!) { seatMapChanged(flightId: $id) { version } }'
const request = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  ...{ subgraph: 'booking', url: `${subgraphs.urls.booking}/graphql`, query: WATCH, variables: { id: 'f1' } },
  ...{ viewer: null, heals: true },
  ...changes,
})
const open = (changes?: Partial<UpstreamRequest>) => upstreams.open(request(changes), new AbortController().signal)

test('a request so large that it could close the socket of all viewers is refused before it is sent', async () => {
  const asked = subgraphs.asked.booking.length
  for (const id of ['x'.repeat(600_000), '"'.repeat(300_000), '世'.repeat(200_000)]) {
    await expect(open({ variables: { id } }).next()).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
  }
  expect(subgraphs.asked.booking).toHaveLength(asked)
  const most = open({ variables: { id: 'x'.repeat(500_000) } })
  expect((await most.next()).value).toMatchObject({ data: { seatMapChanged: { version: 1 } } })
  await most.return()
})

test('a subgraph takes messages larger than any client can send to the gateway', async () => {
  const viewer = signViewer(SECRET, null)
  const client = await connect(subgraphs.urls.booking, { viewer })
  const payload = { query: WATCH, variables: { id: 'x'.repeat(3 << 20) }, extensions: { viewer } }
  client.send({ id: '1', type: 'subscribe', payload })
  expect(await client.next(({ id }) => id === '1')).toMatchObject({ type: 'next' })
  client.close()
})

test("the subgraph's own refusal reaches the client, whether the stream heals or not", async () => {
  for (const heals of [true, false]) {
    const refused = open({ query: 'subscription { nope }', variables: {}, heals }).next()
    await expect(refused).rejects.toMatchObject({
      extensions: { code: 'INTERNAL_SERVER_ERROR', serviceName: 'booking' },
    })
  }
})

describe('a subgraph that takes connections and says nothing', () => {
  const silence = createServer((socket) => socket.on('error', () => undefined).resume())
  const watchSilence = (upstreams: Upstreams) => {
    const url = `http://127.0.0.1:${(silence.address() as AddressInfo).port}/graphql`
    return upstreams.open(request({ url }), new AbortController().signal).next()
  }
  beforeAll(async () => {
    await once(silence.listen(0, '127.0.0.1'), 'listening')
  })
  afterAll(() => silence.close())

  test('is UNAVAILABLE in the end, though each attempt hangs longer than a stream that ran for a while', async () => {
    const impatient = new Upstreams({ secret: SECRET, log: silent, healingMs: 200, connectMs: 100, steadyMs: 50 })
    await expect(watchSilence(impatient)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
    await impatient.close()
  })

  test('holds up no stop', async () => {
    const patient = new Upstreams({ secret: SECRET, log: silent, connectMs: 60_000 })
    const connected = once(silence, 'connection')
    const ended = watchSilence(patient)
    const [socket] = await connected
    await patient.close()
    socket.destroy()
    expect(await ended).toMatchObject({ done: true })
  })
})
