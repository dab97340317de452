import { readFileSync } from 'node:fs'
import { GraphQLError } from 'graphql'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createGatewayMetrics } from '../metrics.ts'
import { createLoad } from '../policies/load.ts'
import { SubgraphClient } from '../subgraphs/subgraph-client.ts'
import { createDocuments } from './documents.ts'
import { createEngine } from './engine.ts'
import { createPlanner } from './planning/planner.ts'
import { loadSupergraph } from './supergraph.ts'

const log = pino({ level: 'silent' })
const caller = { viewer: null, address: 'here', requestId: 'r' }

/** An engine with one place, whose rate limits are counted when the test says so. */
function engineWithOnePlace() {
  const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8')
  const supergraph = loadSupergraph(sdl, {}, undefined)
  const planner = createPlanner(sdl)
  const planning = { plan: async (text: string) => planner.plan(text) }
  const documents = createDocuments({ supergraph, planning, introspection: true })
  const metrics = createGatewayMetrics()
  const counting: Array<PromiseWithResolvers<void>> = []
  const nothing = async () => undefined
  const engine = createEngine({
    generations: { current: () => ({ supergraph, documents }), start: nothing, stop: nothing },
    client: new SubgraphClient({ secret: undefined, timeoutMs: () => 1, operationTimeoutMs: 1, metrics, log }),
    load: createLoad({ maxConcurrent: 1, shed: metrics.shed }),
    limiter: {
      count() {
        const counted = Promise.withResolvers<void>()
        counting.push(counted)
        return counted.promise
      },
    },
    log,
    format: (error) => error.toJSON(),
  })
  return { engine, counting }
}

test('who is turned away for the crowd was not counted, and a place is given back however counting ends', async () => {
  const { engine, counting } = engineWithOnePlace()
  const prepared = await engine.prepare('{ __typename }')
  const admit = () => engine.admit(prepared, {}, caller)
  const first = admit()
  await expect(admit()).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
  expect(counting).toHaveLength(1)
  counting[0]?.reject(new GraphQLError('limited'))
  await expect(first).rejects.toThrow('limited')
  const second = admit()
  counting[1]?.resolve()
  expect((await engine.run(await second)).text).toBe('{"data":{"__typename":"Query"}}')
  const third = admit()
  counting[2]?.resolve()
  await expect(third).resolves.toBeDefined()
})
