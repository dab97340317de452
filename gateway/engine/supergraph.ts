import { Supergraph } from '@apollo/federation-internals'
import type { GraphQLSchema } from 'graphql'
import { strictScalars } from '#lib/scalars.ts'
import { type CostRules, readCostRules } from '../policies/cost-rules.ts'
import { type PolicyIndex, readPolicies } from '../policies/policies.ts'
import { readStreams, type StreamIndex } from '../policies/streams.ts'

/** Linked by supergraphs of this project's contract: only in those a Decimal is what it is here. */
const POLICY_SPEC = 'https://skygraph.dev/policy/'

/** A supergraph made ready: to validate operations against, to run them, and to find the subgraphs. */
export interface LoadedSupergraph {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema
  /** With all that is hidden from clients. */
  readonly fullSchema: GraphQLSchema
  readonly supergraph: Supergraph
  readonly policies: PolicyIndex
  readonly costs: CostRules
  readonly streams: StreamIndex
  /** GraphQL address by subgraph name. */
  readonly urls: ReadonlyMap<string, string>
}

/**
 * @param baseUrls by subgraph name, over what the supergraph says; GraphQL is at /graphql under each
 * @param maxCost of an operation, over what is usual
 */
export function loadSupergraph(
  sdl: string,
  baseUrls: Readonly<Record<string, string>>,
  maxCost?: number,
): LoadedSupergraph {
  const supergraph = Supergraph.build(sdl)
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema()
  const named = supergraph.subgraphsMetadata().map(({ name, url }): [string, string] => {
    const base = baseUrls[name]
    return [name, base === undefined ? url : `${base.replace(/\/$/, '')}/graphql`]
  })
  return {
    apiSchema: sdl.includes(POLICY_SPEC) ? strictScalars(apiSchema) : apiSchema,
    fullSchema: supergraph.schema.toGraphQLJSSchema(),
    supergraph,
    policies: readPolicies(supergraph),
    costs: readCostRules(supergraph, maxCost),
    streams: readStreams(supergraph),
    urls: new Map(named),
  }
}
