import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSchema, type OperationDefinitionNode, parse } from 'graphql'
import { afterEach, expect, test, vi } from 'vitest'
import type { EventStreamRequest } from '../http/event-stream.ts'
import { createEventStreams, type EventStreamsOptions } from './event-streams.ts'
import { createPlaces } from './places.ts'
import { keepAlive } from './sse-response.ts'

afterEach(() => {
  vi.useRealTimers()
})

const document = parse('subscription { tick }')
const prepared = {
  kind: 'subscription',
  document,
  operation: document.definitions[0] as OperationDefinitionNode,
  primary: { operation: 'subscription { tick }' },
  supergraph: {
    apiSchema: buildSchema('type Query { now: Int } type Subscription { tick: Int }'),
    streams: { fields: new Map() },
  },
}

/** Event streams for one client, and who joined a subscription. */
function watched(isStopping = false) {
  const joined: unknown[] = []
  const caller = { viewer: null, address: '192.0.2.1', requestId: 'r', cookies: [] }
  const places = { sockets: createPlaces(1), subscriptions: createPlaces(1) }
  const options = {
    engine: { admit: async () => ({ prepared, caller }) },
    identity: { onRevocations: () => undefined },
    subscriptions: { join: (admitted: unknown) => void joined.push(admitted) },
    production: false,
    isStopping: () => isStopping,
    places,
    format: (error: Error) => ({ message: error.message }),
  }
  const streams = createEventStreams(options as unknown as EventStreamsOptions)
  const session = { viewer: null, endsAtMs: Date.now() + 60_000 }
  const serve = (response: ServerResponse) =>
    streams.serve({
      request: response.req,
      response,
      prepared,
      variables: {},
      caller,
      session,
    } as unknown as EventStreamRequest)
  return { serve, joined, places }
}

/** What a server does with a request; `left` when its client, who may leave at once, has gone. */
async function request(
  serve: (response: ServerResponse, left: Promise<unknown>) => Promise<void>,
  { leaves = true } = {},
): Promise<string> {
  const served = Promise.withResolvers<void>()
  const server = createServer((_, response) => {
    served.resolve(serve(response, once(response, 'close')))
    if (leaves) leave.abort()
  })
  const leave = new AbortController()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const text = await fetch(`http://127.0.0.1:${port}`, { signal: leave.signal }).then(
    (response) => response.text(),
    () => 'left',
  )
  await served.promise
  server.close()
  return text
}

test('who leaves before his stream begins leaves nothing behind', async () => {
  const { serve, joined, places } = watched()
  await request(async (response, left) => {
    await left
    // Now, for fetch has timers as well.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
    const timers = vi.getTimerCount()
    await serve(response)
    expect(response.headersSent).toBe(false)
    expect([joined.length, vi.getTimerCount()]).toEqual([0, timers])
  })
  expect(places.sockets.take(['192.0.2.1'])).toBeDefined()
  expect(places.subscriptions.take(['address 192.0.2.1'])).toBeDefined()
})

test('nothing is kept alive that has closed', async () => {
  await request(async (response, left) => {
    await left
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    response.on('error', () => undefined)
    keepAlive(response)
    const write = vi.spyOn(response, 'write')
    vi.advanceTimersByTime(120_000)
    expect(write).not.toHaveBeenCalled()
  })
})

test('who comes when the gateway stops is told when to come back', async () => {
  const { serve, joined } = watched(true)
  expect(await request(serve, { leaves: false })).toMatch(/^retry: \d+\n\n$/)
  expect(joined).toEqual([])
})
