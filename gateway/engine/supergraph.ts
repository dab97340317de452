import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Supergraph } from '@apollo/federation-internals'
import { ApolloGateway } from '@apollo/gateway'
import { QueryPlanner } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import type { Log } from '#lib/log.ts'
import { strictScalars } from '#lib/scalars.ts'
import { type PolicyIndex, readPolicies } from '../policies/policies.ts'
import { apolloLog } from './apollo-log.ts'

// ApolloGateway reports to its maker unless told not to, and looks when it is made.
process.env.APOLLO_TELEMETRY_DISABLED = 'true'

/** Linked by supergraphs of this project's contract: only in those a Decimal is what it is here. */
const POLICY_SPEC = 'https://skygraph.dev/policy/'

/** A supergraph made ready: to validate operations against, to plan them, and to find the subgraphs. */
export interface LoadedSupergraph {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema
  /** With all that is hidden from clients. */
  readonly fullSchema: GraphQLSchema
  readonly supergraph: Supergraph
  readonly planner: QueryPlanner
  readonly policies: PolicyIndex
  /** GraphQL address by subgraph name. */
  readonly urls: ReadonlyMap<string, string>
}

/** @param baseUrls by subgraph name, over what the supergraph says; GraphQL is at /graphql under each */
export function loadSupergraph(sdl: string, baseUrls: Readonly<Record<string, string>>): LoadedSupergraph {
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
    planner: new QueryPlanner(supergraph),
    policies: readPolicies(supergraph),
    urls: new Map(named),
  }
}

const WATCH_INTERVAL_MS = 1_000

/**
 * Apollo's gateway as the one that loads and reloads the supergraph. A changed file takes effect within a second or two;
 * a broken one is refused, with the old kept.
 */
export function createSupergraphGateway(file: string, log: Log): ApolloGateway {
  return new ApolloGateway({
    logger: apolloLog(log),
    async supergraphSdl({ update }) {
      const reload = async () => {
        try {
          update(await readFile(file, 'utf8'))
          log.info({ file }, 'supergraph reloaded')
        } catch (error) {
          log.error({ err: error, file }, 'the changed supergraph is unusable, the old one stays')
        }
      }
      watchFile(file, { interval: WATCH_INTERVAL_MS, persistent: false }, reload)
      return { supergraphSdl: await readFile(file, 'utf8'), cleanup: async () => unwatchFile(file, reload) }
    },
  })
}
