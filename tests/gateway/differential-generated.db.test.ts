import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import fc from 'fast-check'
import { type GraphQLFormattedError, type GraphQLSchema, isAbstractType, parse, print, visit } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { subgraphs, subgraphTypeDefs } from '../../scripts/compose/subgraphs.ts'
import { ask, startGateway, type TestGateway } from './support/gateway.ts'
import { withKeyAliases } from './support/key-aliases.ts'
import { mockResolvers } from './support/mock-resolvers.ts'
import { withNarrowFragments } from './support/narrow-fragments.ts'
import { type Oracle, startOracle } from './support/oracle.ts'
import { type RandomOperation, randomOperation } from './support/random-operation.ts'
import { SMALL_SCHEMAS } from './support/small-schemas.ts'
import { LINK, type SmallSupergraph, startSmallSupergraph } from './support/small-supergraph.ts'

/**
 * More finds more: RUNS=2000 SEED=7 npx vitest run --project db tests/gateway/differential-generated.db.test.ts. The seed
 * stands still unless it is given, for what chance finds is as often stock's fault as ours.
 */
const RUNS = Number(process.env.RUNS ?? 100)
const SEED = Number(process.env.SEED ?? 637_289)

/** On a busy machine fewer are compared; a simpler example is looked for no longer than this either. */
const TIME_LIMIT_MS = 60_000

interface World {
  schema: GraphQLSchema
  gateway: TestGateway
  oracle: Oracle
  stop(): Promise<void>
}

/** Our gateway and the stock one over the same mocks of subgraphs. */
async function startWorld(typeDefs: Readonly<Record<string, string>>): Promise<World> {
  const services = Object.entries(typeDefs).map(([name, text]) => ({
    name,
    typeDefs: parse(text.includes('@link(') ? text : `${LINK}\n${text}`),
  }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema()
  const possibleTypes = (name: string) => {
    const type = schema.getType(name)
    return isAbstractType(type) ? schema.getPossibleTypes(type).map((each) => each.name) : [name]
  }
  const mocks: SmallSupergraph = await startSmallSupergraph(
    Object.fromEntries(
      services.map(({ name, typeDefs: parsed }) => [
        name,
        { typeDefs: typeDefs[name] ?? '', resolvers: mockResolvers(parsed, possibleTypes) },
      ]),
    ),
  )
  const sdl = withoutPolicies(mocks.sdl)
  const folder = await mkdtemp(join(tmpdir(), 'skygraph-world-'))
  const supergraphFile = join(folder, 'supergraph.graphql')
  await writeFile(supergraphFile, sdl)
  const gateway = await startGateway({ supergraphFile, gatewaySecret: undefined, maxCost: 1e9 })
  const oracle = await startOracle(sdl)
  return {
    schema,
    gateway,
    oracle,
    async stop() {
      await Promise.all([gateway.stop(), oracle.stop()])
      await mocks.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Who may ask what, and how often, is not what is compared. */
const withoutPolicies = (sdl: string) =>
  print(visit(parse(sdl), { Directive: ({ name }) => (/^(auth|rateLimit)$/.test(name.value) ? null : undefined) }))

/**
 * Stock counts representations where the path of an entity's error has an index. Of fields whose errors make null of one
 * object any may be the one that is told, so that the object stands for them.
 */
const essence = ({ data, errors }: { data?: unknown; errors?: readonly GraphQLFormattedError[] }) =>
  [
    ...new Set(
      (errors ?? []).map(({ path, extensions }) =>
        JSON.stringify([
          path &&
            upToNull(
              data,
              path.filter((step) => typeof step === 'string'),
            ),
          extensions?.code,
          extensions?.serviceName,
        ]),
      ),
    ),
  ].sort()

/** A path without indices, up to where there is a null in any element. */
function upToNull(data: unknown, path: readonly string[]): readonly string[] {
  let values = [data]
  for (const [depth, step] of path.entries()) {
    if (values.includes(null)) return path.slice(0, depth)
    values = values.map((value) => (value as Record<string, unknown> | undefined)?.[step]).flat(9)
  }
  return path
}

/** A null that no subgraph's error accounts for: told by ours, not by stock. */
const isBrokenPromise = ({ path, extensions }: GraphQLFormattedError) =>
  path !== undefined && extensions?.code === 'INTERNAL_SERVER_ERROR' && extensions.serviceName === undefined

/** What ours answers otherwise than the stock gateway; undefined where there is nothing. */
async function difference(
  { schema, gateway, oracle }: World,
  { query, variables }: RandomOperation,
): Promise<string | undefined> {
  const aliased = withKeyAliases(schema, query)
  const wanted = aliased.renamed(await oracle.ask(withNarrowFragments(schema, query), variables))
  const got = await ask(gateway.url, aliased.query, { variables })
  // Limits of ours, which stock has none of.
  if (got.errors?.[0]?.message.startsWith('The operation')) return undefined
  const errors = got.errors?.filter((error) => !isBrokenPromise(error)) ?? []
  const ours = { data: got.data, errors: essence({ ...got, errors }) }
  const stock = { data: wanted.data, errors: essence(wanted) }
  if (isDeepStrictEqual(ours, stock)) return undefined
  return `${aliased.query}\nours  ${JSON.stringify(ours)}\nstock ${JSON.stringify(stock)}`
}

const compareMany = (world: World, options: fc.Parameters<[RandomOperation]> = {}): Promise<void> =>
  fc.assert(
    fc.asyncProperty(randomOperation(world.schema), async (operation) => {
      const found = await difference(world, operation)
      if (found) throw new Error([operation.query, JSON.stringify(operation.variables), found].join('\n'))
    }),
    { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: TIME_LIMIT_MS, ...options },
  )

const real = Object.fromEntries(subgraphs.map(({ name }) => [name, subgraphTypeDefs(name)]))

describe.each([...Object.entries(SMALL_SCHEMAS), ['the real supergraph', real] as const])('over %s', (_, typeDefs) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(typeDefs)
  })
  afterAll(() => world?.stop())

  test(
    `generated operations (SEED=${SEED}) have the same data and errors as the stock gateway's`,
    () => compareMany(world),
    2 * TIME_LIMIT_MS,
  )
})

test.each([
  ['@skip', (query: string) => query.replace(/@skip/g, '@include')],
  ['arguments', (query: string) => query.replace(/first: \d/g, 'first: 3')],
])(
  'a gateway that is wrong about %s is found out',
  async (_, wrong) => {
    const world = await startWorld(Object.values(SMALL_SCHEMAS)[0] ?? {})
    const { oracle } = world
    try {
      const other = {
        ...world,
        oracle: { ...oracle, ask: (query: string, variables?: object) => oracle.ask(wrong(query), { ...variables }) },
      }
      await expect(compareMany(other, { numRuns: 1_000, seed: 1, endOnFailure: true })).rejects.toThrow(
        /Counterexample/,
      )
    } finally {
      await world.stop()
    }
  },
  2 * TIME_LIMIT_MS,
)
