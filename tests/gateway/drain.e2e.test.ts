import { afterAll, beforeAll, expect, test } from 'vitest'
import { testProcesses } from '../support/process.ts'
import { until } from '../support/wait.ts'
import { createFakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { connect, open } from './support/ws-client.ts'

const processes = testProcesses()
let subgraphs: FakeSubgraphs

beforeAll(async () => {
  subgraphs = await startFakeSubgraphs(await createFakeIdentity(SECRET))
})
afterAll(async () => {
  await processes.stop()
  await subgraphs?.stopAll()
})

const MAP = 'subscription { seatMapChanged(flightId: "f1") { version full } }'
const CLIENTS = 100

test('SIGTERM sends every client away in a way that brings it back, hung ones too, and the process ends well', async () => {
  const gateway = await processes.start('gateway/main.ts', {
    FLIGHT_URL: subgraphs.urls.flight,
    BOOKING_URL: subgraphs.urls.booking,
    USER_URL: subgraphs.urls.user,
    NOTIFICATION_URL: subgraphs.urls.notification,
    GATEWAY_SECRET: SECRET,
  })
  const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => connect(gateway.url)))
  for (const socket of sockets) socket.send({ id: '1', type: 'subscribe', payload: { query: MAP } })
  const streams = await Promise.all(Array.from({ length: CLIENTS / 10 }, () => openStream(gateway.url)))
  for (const socket of sockets) await socket.next(({ type }) => type === 'next')
  await until(() => streams.every(({ text }) => text().includes('"full":true')))
  const hung = await connect(gateway.url)
  hung.pause()
  const silent = await open(gateway.url)
  expect(await gateway.kill('SIGTERM')).toBe(0)
  for (const socket of [...sockets, silent]) expect((await socket.closed()).code).toBe(1001)
  for (const { ended, text } of streams) {
    await ended
    expect(text()).toMatch(/\nretry: \d+\n\n$/)
  }
  await until(() => subgraphs.watchers() === 0)
})

async function openStream(url: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query: MAP }),
  })
  let text = ''
  const read = async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk)
  }
  return { ended: read(), text: () => text }
}
