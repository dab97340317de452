import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { execute, type GraphQLError, parse } from 'graphql'
import { createDocuments } from '../../../gateway/engine/documents.ts'
import { admit, run } from '../../../gateway/engine/operations.ts'
import type { JsonObject } from '../../../gateway/engine/own.ts'
import { createPlanner } from '../../../gateway/engine/planning/planner.ts'
import { loadSupergraph } from '../../../gateway/engine/supergraph.ts'
import { silent } from './fake-subgraphs.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@requires", "@external", "@provides", "@interfaceObject", "@inaccessible"])`

interface SubgraphSource {
  typeDefs: string
  resolvers: object
}

/** One request to a subgraph. */
export interface AskedSubgraph {
  subgraph: string
  query: string
  variables: JsonObject
}

/** The engine alone over subgraphs in this process: what it plans, sends, merges and writes, without HTTP. */
export function federate(subgraphs: Record<string, SubgraphSource>) {
  const parsed = Object.entries(subgraphs).map(([name, { typeDefs, resolvers }]) => {
    const definitions = parse(`${LINK}\n${typeDefs}`)
    const schema = buildSubgraphSchema({ typeDefs: definitions, resolvers: resolvers as never })
    return { name, url: `http://${name}.test`, typeDefs: definitions, schema }
  })
  const { supergraphSdl, errors } = composeServices(parsed)
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  const supergraph = loadSupergraph(supergraphSdl, {})
  const planner = createPlanner(supergraphSdl)
  const documents = createDocuments({
    supergraph,
    planning: { plan: async (text) => planner.plan(text) },
    introspection: true,
  })
  const asked: AskedSubgraph[] = []
  const fetch = async ({ subgraph, body }: { subgraph: string; body: string }) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: JsonObject }
    asked.push({ subgraph, query, variables })
    const schema = parsed.find(({ name }) => name === subgraph)?.schema
    if (!schema) throw new Error(`There is no subgraph ${subgraph}.`)
    return JSON.parse(JSON.stringify(await execute({ schema, document: parse(query), variableValues: variables })))
  }
  return {
    /** Of the last operation, in the order they were sent. */
    asked,
    supergraph,
    plan: (query: string) => planner.plan(query),
    async ask(query: string, variables: JsonObject = {}): Promise<{ data: JsonObject; errors: GraphQLError[] }> {
      asked.length = 0
      const prepared = await documents.prepare(query, undefined)
      const caller = { viewer: null, address: 'here', requestId: 'r1' }
      const admitted = await admit(prepared, { variables, caller }, { count: async () => undefined })
      const { text, errors } = await run(admitted, { fetch, log: silent })
      return { data: JSON.parse(text), errors: [...errors] }
    },
  }
}
