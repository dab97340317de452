import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { fastify } from 'fastify'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { closeHttp } from '#lib/close-http.ts'
import { signViewer, VIEWER_HEADER } from '#lib/identity.ts'
import { startSubgraph } from '#lib/subgraph-server.ts'

const SECRET = 's'.repeat(32)
const agent = new Agent({ keepAlive: true })
afterEach(() => agent.destroy())

/** Over a connection that is kept, as a gateway's are. */
async function send(url: string, body?: object): Promise<{ status: number | undefined; text: string }> {
  const headers = { 'content-type': 'application/json', [VIEWER_HEADER]: signViewer(SECRET, null) }
  const sent = request(url, { agent, method: body ? 'POST' : 'GET', headers })
  sent.end(body && JSON.stringify(body))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, text }
}

test('a request that runs when the server stops gets its answer, and then the server is closed', async () => {
  const begun = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<string>()
  const server = await startSubgraph({
    name: 'notification',
    resolvers: {
      Query: {
        _service: () => {
          begun.resolve()
          return answer.promise.then((sdl) => ({ sdl }))
        },
      },
    },
    context: (viewer) => ({ viewer }),
    gatewaySecret: SECRET,
    port: 0,
    log: pino({ level: 'silent' }),
    ready: {},
  })
  expect((await send(`${server.url}/healthz`)).status).toBe(200)
  const asked = send(`${server.url}/graphql`, { query: '{ _service { sdl } }' }).catch((error) => error.code)
  await begun.promise
  const stopped = server.stop()
  // The connection that was idle is closed and the listening socket too, while the request still runs.
  await expect.poll(() => send(`${server.url}/healthz`).catch((error) => error.code)).toBe('ECONNREFUSED')
  answer.resolve('done')
  expect(await asked).toEqual({ status: 200, text: expect.stringContaining('"done"') })
  await stopped
})

test('a request that never ends is cut off when the time is over', async () => {
  const app = fastify()
  const begun = Promise.withResolvers<void>()
  app.get('/', () => {
    begun.resolve()
    return new Promise(() => {})
  })
  const asked = send(await app.listen({ port: 0, host: '127.0.0.1' })).catch((error) => error.code)
  await begun.promise
  await closeHttp(app, 100)
  expect(await asked).toBe('ECONNRESET')
})
