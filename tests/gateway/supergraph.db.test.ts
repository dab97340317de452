import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Logger, pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGenerations, type Generations } from '../../gateway/engine/generations.ts'
import { followSupergraph } from '../../gateway/engine/supergraph-file.ts'
import { createFakeIdentity } from './support/fake-identity.ts'
import { SECRET, silent, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, SUPERGRAPH_FILE, startGateway, type TestGateway, until } from './support/gateway.ts'
import { type SmallSupergraph, startSmallSupergraph } from './support/small-supergraph.ts'
import { connect } from './support/ws-client.ts'

const WITHIN_MS = 20_000

let shop: SmallSupergraph
let folder: string
let file: string

beforeAll(async () => {
  shop = await startSmallSupergraph({
    goods: {
      typeDefs: 'type Query { good(id: ID!): Good } type Good @key(fields: "id") { id: ID! name: String! }',
      resolvers: { Query: { good: (_: unknown, { id }: { id: string }) => ({ id, name: `good ${id}` }) } },
    },
    stock: {
      typeDefs: 'type Good @key(fields: "id") { id: ID! left: Int }',
      resolvers: { Good: { left: ({ id }: { id: string }) => Number(id) } },
    },
  })
})
afterAll(() => shop?.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skygraph-supergraph-'))
  file = join(folder, 'supergraph.graphql')
  await writeFile(file, shop.sdl)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** In one step: a file that is written anew is empty for a moment. */
async function replace(content: string): Promise<void> {
  await writeFile(`${file}.new`, content)
  await rename(`${file}.new`, file)
}

/** The supergraph with a field of another name, which shows that it is in use: `left` otherwise. */
const renamed = (name: string) => shop.sdl.replace(/\bleft\b/, name)

describe('a gateway whose supergraph changes', () => {
  let gateway: TestGateway
  const errors: string[] = []
  const log: Logger = pino({ level: 'error' }, { write: (line) => void errors.push(JSON.parse(line).msg) })

  beforeEach(async () => {
    errors.length = 0
    gateway = await startGateway({ supergraphFile: file, gatewaySecret: undefined, log, pollMs: 50 })
  })
  afterEach(() => gateway.stop())

  const knows = async (field: string) => {
    const { data } = await ask(gateway.url, '{ __type(name: "Good") { fields { name } } }')
    return data.__type.fields.some(({ name }: { name: string }) => name === field)
  }

  test('takes up a changed file', async () => {
    await writeFile(file, renamed('remaining'))
    await until(() => knows('remaining'), WITHIN_MS)
    expect((await ask(gateway.url, '{ good(id: "7") { left } }')).status).toBe(400)
  })

  test.each([
    ['half written', () => shop.sdl.slice(0, shop.sdl.length / 2)],
    ['cut between two definitions', () => shop.sdl.slice(0, shop.sdl.lastIndexOf('type Query'))],
    ['no SDL', () => 'this is no supergraph'],
    ['a schema, but of no supergraph', () => 'type Query { good: Int }'],
    [
      'of features that the gateway cannot keep its promises about',
      () => shop.sdl.replace('schema', 'schema @link(url: "https://specs.example/secret/v1.0", for: SECURITY)'),
    ],
    ['empty', () => ''],
  ])('refuses a file that is %s, says so once, and goes on with the old', async (_, broken) => {
    await replace(broken())
    await until(() => errors.length > 0, WITHIN_MS)
    expect((await ask(gateway.url, '{ good(id: "7") { name left } }')).data).toEqual({
      good: { name: 'good 7', left: 7 },
    })
    await replace(renamed('remaining'))
    await until(() => knows('remaining'), WITHIN_MS)
    expect(errors).toEqual(['the changed supergraph is unusable, the old one stays'])
  })

  test('follows a file that is renamed over, deleted and made again', async () => {
    await replace(renamed('renamed'))
    await until(() => knows('renamed'), WITHIN_MS)
    await rm(file)
    await until(() => errors.length === 1, WITHIN_MS)
    expect(await knows('renamed')).toBe(true)
    await writeFile(file, renamed('again'))
    await until(() => knows('again'), WITHIN_MS)
  })

  test('loses no request while it reloads 20 times', async () => {
    let done = false
    let asked = 0
    const failed: unknown[] = []
    const client = async (n: number) => {
      for (let i = 0; !done; i++) {
        // Many operations, so that some have to be planned while the planner changes.
        const name = `a${n}x${i % 25}`
        const { data, errors } = await ask(gateway.url, `{ ${name}: good(id: "${i % 25}") { name } }`)
        asked++
        if (errors || data[name].name !== `good ${i % 25}`) failed.push(errors ?? data)
      }
    }
    const clients = [0, 1].map(client)
    for (let reload = 1; reload <= 20; reload++) {
      await writeFile(file, renamed(`left${reload}`))
      await until(() => knows(`left${reload}`), WITHIN_MS)
    }
    done = true
    await Promise.all(clients)
    expect(failed).toEqual([])
    expect(asked).toBeGreaterThan(20)
  }, 120_000)
})

test('follows a link to a folder that is swapped, as Kubernetes mounts a ConfigMap', async () => {
  const version = async (name: string, sdl: string) => {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'supergraph.graphql'), sdl)
    await symlink(name, join(folder, 'data.new'))
    await rename(join(folder, 'data.new'), join(folder, 'data'))
  }
  await version('v1', shop.sdl)
  const supergraphFile = join(folder, 'data', 'supergraph.graphql')
  const gateway = await startGateway({ supergraphFile, gatewaySecret: undefined, pollMs: 50 })
  try {
    await version('v2', renamed('swapped'))
    await until(async () => (await ask(gateway.url, '{ good(id: "7") { swapped } }')).status === 200, WITHIN_MS)
  } finally {
    await gateway.stop()
  }
})

test('a subscription goes on over a reload, on the supergraph it began with', async () => {
  const subgraphs = await startFakeSubgraphs(await createFakeIdentity(SECRET))
  const sdl = await readFile(SUPERGRAPH_FILE, 'utf8')
  await writeFile(file, sdl)
  const gateway = await startGateway({ supergraphFile: file, baseUrls: subgraphs.urls, pollMs: 50 })
  try {
    const client = await connect(gateway.url)
    const query = 'subscription { seatMapChanged(flightId: "f1") { version flight { number distanceKm } } }'
    client.send({ id: '1', type: 'subscribe', payload: { query } })
    await client.next(({ type }) => type === 'next')
    await writeFile(file, sdl.replaceAll('distanceKm', 'distanceInKm'))
    const isNew = async () => (await ask(gateway.url, '{ flight(id: "f1") { distanceKm } }')).status === 400
    await until(isNew, WITHIN_MS)
    subgraphs.sendSeatMap({ version: 2, full: false })
    const { payload } = await client.next(
      ({ type, payload }) => type === 'next' && payload.data.seatMapChanged.version === 2,
    )
    expect(payload.data.seatMapChanged.flight).toEqual({ number: 'SG0', distanceKm: 1148 })
    client.close()
  } finally {
    await gateway.stop()
    await subgraphs.stopAll()
  }
})

describe('a supergraph file', () => {
  const options = { log: silent, pollMs: 50, onRefused: () => {} }

  test('that changes while the gateway starts is followed', async () => {
    const taken: string[] = []
    const source = await followSupergraph(file, { ...options, pollMs: 600_000 }, async (sdl) => {
      if (sdl === shop.sdl) await replace(renamed('remaining'))
      return { take: async () => void taken.push(sdl), drop: async () => {} }
    })
    try {
      await until(() => taken.length === 2, WITHIN_MS)
      expect(taken).toEqual([shop.sdl, renamed('remaining')])
    } finally {
      await source.close()
    }
  })

  test('that is being loaded at the stop is not taken into use', async () => {
    const done: string[] = []
    const loading = Promise.withResolvers<void>()
    const stopped = Promise.withResolvers<void>()
    const source = await followSupergraph(file, options, async (sdl) => {
      if (sdl !== shop.sdl) {
        loading.resolve()
        await stopped.promise
      }
      return { take: async () => void done.push('taken'), drop: async () => void done.push('dropped') }
    })
    await replace(renamed('remaining'))
    await loading.promise
    const closed = source.close()
    stopped.resolve()
    await closed
    expect(done).toEqual(['taken', 'dropped'])
  })
})

describe('generations of a supergraph', () => {
  let generations: Generations
  const OPERATION = { text: 'query Often { good(id: "1") { name } }', operationName: 'Often' }

  beforeEach(async () => {
    generations = createGenerations({
      file,
      baseUrls: {},
      introspection: true,
      maxCost: undefined,
      warmOperations: [OPERATION, { text: '{ noSuchField }', operationName: undefined }],
      log: silent,
      pollMs: 50,
    })
    await generations.start()
  })
  afterEach(() => generations.stop())

  const next = async (change: string) => {
    const before = generations.current()
    await writeFile(file, renamed(change))
    await until(() => generations.current() !== before, WITHIN_MS)
    return generations.current()
  }
  const prepared = () =>
    generations
      .current()
      .documents.mostUsed(10)
      .map(({ text }) => text)

  test('operations known beforehand are prepared before the first request', () => {
    expect(prepared()).toEqual([OPERATION.text])
  })

  test('the most used operations are prepared for a new supergraph before it is taken into use', async () => {
    const seldom = '{ good(id: "2") { name } }'
    await generations.current().documents.prepare(seldom, undefined)
    for (let i = 0; i < 3; i++) await generations.current().documents.prepare(OPERATION.text, OPERATION.operationName)
    await next('remaining')
    expect(prepared().sort()).toEqual([OPERATION.text, seldom].sort())
  })

  test('an operation that a hundred ask for at once is planned once', async () => {
    const { documents } = generations.current()
    const all = await Promise.all(
      Array.from({ length: 100 }, () => documents.prepare('{ good(id: "3") { left } }', undefined)),
    )
    expect(new Set(all).size).toBe(1)
  })

  test('the memory of an old supergraph is given back', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const old = new WeakRef(generations.current().supergraph)
    await next('remaining')
    await until(() => {
      collect()
      return old.deref() === undefined
    }, WITHIN_MS)
  })
})
