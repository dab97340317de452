import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLIENT_ADDRESS_HEADER, VIEWER_HEADER } from '#lib/identity.ts'
import { testProcesses } from '../support/process.ts'
import { ask } from './support/gateway.ts'
import { type SmallSupergraph, startSmallSupergraph } from './support/small-supergraph.ts'

const processes = testProcesses()
const NOT_SENT = ['authorization', 'cookie', 'user-agent', 'x-api-key', VIEWER_HEADER, CLIENT_ADDRESS_HEADER]
let folder: string
let file: string
let library: SmallSupergraph

beforeAll(async () => {
  library = await startSmallSupergraph(
    {
      books: {
        typeDefs: `type Query { books: [Book!]! } type Mutation { lend(id: ID!): Book }
          type Book @key(fields: "id") { id: ID! title: String! }`,
        resolvers: {
          Query: { books: () => [{ id: '1', title: 'One' }] },
          Mutation: { lend: (_: unknown, { id }: { id: string }) => ({ id, title: 'Lent' }) },
        },
      },
      // Named as the subgraph of ours that is told who its clients are.
      user: {
        typeDefs: 'type Book @key(fields: "id") { id: ID! readers: [String!]! }',
        resolvers: { Book: { readers: () => ['Ann'] } },
      },
    },
    'any/path/graphql',
  )
  folder = await mkdtemp(join(tmpdir(), 'skygraph-standalone-'))
  file = join(folder, 'supergraph.graphql')
  await writeFile(file, library.sdl)
})
afterAll(async () => {
  await processes.stop()
  await library?.stop()
  await rm(folder, { recursive: true, force: true })
})

test.each(['development', 'production'])(
  'the gateway alone, with a supergraph and a port, serves it in %s',
  async (NODE_ENV) => {
    const gateway = await processes.start('gateway/main.ts', { SUPERGRAPH_FILE: file, NODE_ENV })
    library.asked.length = 0
    const headers = {
      authorization: 'Bearer of.what.ever',
      cookie: 'skygraph_refresh=1',
      'user-agent': 'u',
      'x-api-key': 'k',
    }
    const { data } = await ask(gateway.url, '{ books { title readers } }', { headers })
    expect(data).toEqual({ books: [{ title: 'One', readers: ['Ann'] }] })
    expect((await ask(gateway.url, 'mutation { lend(id: "9") { title readers } }', { headers })).data).toEqual({
      lend: { title: 'Lent', readers: ['Ann'] },
    })
    expect(library.asked.map(({ subgraph }) => subgraph)).toEqual(['books', 'user', 'books', 'user'])
    for (const { headers: sent } of library.asked) {
      for (const name of NOT_SENT) expect(sent.has(name)).toBe(false)
    }
    const introspected = await ask(gateway.url, getIntrospectionQuery())
    if (NODE_ENV === 'production') expect(introspected.errors?.[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    else expect(introspected.data.__schema.queryType.name).toBe('Query')
    expect(await gateway.kill('SIGTERM')).toBe(0)
  },
)

test('operations known beforehand are planned before the gateway is ready; one that is not valid does not keep it', async () => {
  const warm = join(folder, 'operations.json')
  await writeFile(warm, JSON.stringify({ a: 'query A { books { title } } query B { books { id } }', b: '{ gone }' }))
  const gateway = await processes.start('gateway/main.ts', { SUPERGRAPH_FILE: file, WARM_OPERATIONS: warm })
  expect(gateway.output()).toMatch(/"refused":1,"of":3/)
})

test('a supergraph that cannot be used keeps the gateway from starting, and it says why', async () => {
  const broken = join(folder, 'broken.graphql')
  await writeFile(broken, 'type Query { a: Int }')
  const started = processes.start('gateway/main.ts', { SUPERGRAPH_FILE: broken })
  await expect(started).rejects.toThrow(/must be a core schema/)
})
