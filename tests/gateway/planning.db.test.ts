import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Planning, type PlanningLimits, startPlanning } from '../../gateway/engine/planning/planning-thread.ts'
import { silent } from './support/fake-subgraphs.ts'
import { ask, startGateway } from './support/gateway.ts'
import { LINK } from './support/small-supergraph.ts'

const IMPLEMENTATIONS = 20
const SUBGRAPHS = 4

/** Every type of an interface in every subgraph: the ways through it multiply with each field. */
function mazeOf(): string {
  const services = Array.from({ length: SUBGRAPHS }, (_, graph) => {
    const types = Array.from(
      { length: IMPLEMENTATIONS },
      (_, i) => `type T${i} implements Node @key(fields: "id") { id: ID! next: Node @shareable own${graph}: String }`,
    )
    const text = `${LINK} interface Node { id: ID! next: Node } ${types.join(' ')} type Query { root: Node @shareable }`
    return { name: `s${graph}`, url: 'http://127.0.0.1:9/graphql', typeDefs: parse(text) }
  })
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  return supergraphSdl
}

const MAZE = mazeOf()
const HOSTILE = '{ root { next { next { next { id } } } } }'
const HARMLESS = '{ root { ... on T0 { own0 } } }'
const TOO_COMPLEX = { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }

let planning: Planning | undefined
let stopping: AbortController
beforeEach(() => {
  stopping = new AbortController()
})
afterEach(async () => {
  await planning?.close()
  planning = undefined
})

async function start(limits: Partial<PlanningLimits>): Promise<Planning> {
  planning = await startPlanning(MAZE, {
    log: silent,
    signal: stopping.signal,
    limits: { loadMs: 60_000, runMs: 60_000, heapMb: 1_024, waiting: 100, waitMs: 60_000, ...limits },
  })
  return planning
}

test.each([
  ['time', { runMs: 500 }],
  ['memory', { heapMb: 96 }],
])(
  'an operation that takes too much %s to plan is refused, and who waits is planned next',
  async (_, limits) => {
    const { plan } = await start(limits)
    const [hostile, harmless] = await Promise.allSettled([plan(HOSTILE), plan(HARMLESS)])
    expect(hostile).toMatchObject({ status: 'rejected', reason: TOO_COMPLEX })
    expect(harmless).toMatchObject({ status: 'fulfilled', value: { node: { kind: 'Fetch' } } })
  },
  60_000,
)

test('more than may wait are told to come back, and so is who waits too long', async () => {
  const { plan } = await start({ runMs: 500, waiting: 3, waitMs: 100 })
  const all = await Promise.allSettled([plan(HOSTILE), plan(HARMLESS), plan(HARMLESS), plan(HARMLESS)])
  const codes = all.map((each) =>
    each.status === 'rejected' ? (each.reason.extensions?.code ?? each.reason.errors[0].extensions.code) : 'planned',
  )
  expect(codes).toEqual(['GRAPHQL_VALIDATION_FAILED', 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'])
  expect(await plan(HARMLESS)).toHaveProperty('node')
}, 60_000)

test('a stop ends what is planned and refuses who waits', async () => {
  const { plan } = await start({})
  const all = Promise.allSettled([plan(HOSTILE), plan(HARMLESS)])
  stopping.abort()
  for (const each of await all) {
    expect(each).toMatchObject({ status: 'rejected', reason: { extensions: { code: 'UNAVAILABLE' } } })
  }
}, 20_000)

test('known operations are answered while a hostile one is planned', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skygraph-maze-'))
  const supergraphFile = join(folder, 'supergraph.graphql')
  await writeFile(supergraphFile, MAZE)
  const gateway = await startGateway({ supergraphFile, gatewaySecret: undefined, maxCost: 1e9 })
  try {
    const known = '{ __typename }'
    await ask(gateway.url, known)
    let refused = false
    const hostile = ask(gateway.url, HOSTILE).finally(() => {
      refused = true
    })
    let answered = 0
    while (!refused) {
      expect((await ask(gateway.url, known)).data).toEqual({ __typename: 'Query' })
      if (!refused) answered++
    }
    expect(answered).toBeGreaterThan(0)
    expect(await hostile).toMatchObject({ status: 400, ...TOO_COMPLEX })
  } finally {
    await gateway.stop()
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)
