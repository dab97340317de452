import type { ApolloGateway } from '@apollo/gateway'
import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import type { Log } from '#lib/log.ts'
import type { Load } from '../policies/load.ts'
import { createRateLimiter } from '../policies/rate-limit.ts'
import type { SubgraphClient } from '../subgraphs/subgraph-client.ts'
import { type Answer, answerOf } from './answer.ts'
import { createDocuments, type Documents } from './documents.ts'
import { type Admitted, admit, type Caller, type EventRoot, run } from './operations.ts'
import type { JsonObject } from './own.ts'
import type { PreparedOperation } from './prepare.ts'
import { type LoadedSupergraph, loadSupergraph } from './supergraph.ts'

export interface EngineOptions {
  gateway: ApolloGateway
  /** Base address by subgraph name, over what the supergraph says. */
  baseUrls: Readonly<Record<string, string>>
  client: SubgraphClient
  load: Load
  introspection: boolean
  log: Log
  /** What a client sees of an error. */
  format(error: GraphQLError): GraphQLFormattedError
}

/**
 * One engine for every transport: reads, plans, decides and runs operations on the supergraph of the moment. Whatever a
 * step refuses it throws as Refused, and then nothing of the operation has run.
 */
export interface Engine {
  supergraph(): LoadedSupergraph
  /**
   * The operation of a document, checked and planned; the second time it is looked up.
   * @throws Refused: syntax, size, validity, no such operation; UNAVAILABLE where too many operations run
   */
  prepare(text: string, operationName?: string | null): Promise<PreparedOperation>
  /**
   * Decides whether the operation may run for its caller, and counts it.
   * @throws Refused: variables, cost, roles, rate limits
   */
  admit(prepared: PreparedOperation, variables: JsonObject, caller: Caller): Promise<Admitted>
  /**
   * @param root an event of a subscription, as the data to start from; those are never turned away
   * @throws UNAVAILABLE where too many operations run
   */
  run(admitted: Admitted, root?: EventRoot): Promise<Answer>
  /** Loads the supergraph, and follows its changes until stopped. */
  start(): Promise<void>
  stop(): Promise<void>
}

interface Loaded {
  supergraph: LoadedSupergraph
  documents: Documents
}

export function createEngine({ gateway, baseUrls, client, load, introspection, log, format }: EngineOptions): Engine {
  const limiter = createRateLimiter()
  let current: Loaded | undefined
  const loaded = () => {
    if (!current) throw new Error('No supergraph is loaded.')
    return current
  }
  return {
    supergraph: () => loaded().supergraph,
    async prepare(text, operationName) {
      load.check()
      return loaded().documents.prepare(text, operationName ?? undefined)
    },
    admit: (prepared, variables, caller) => admit(prepared, { variables, caller }, limiter),
    async run(admitted, root) {
      const { caller, prepared } = admitted
      const leave = root ? undefined : load.enter({ kind: prepared.kind, signedIn: caller.viewer !== null })
      try {
        const fetch = client.for(caller, prepared.supergraph.urls)
        return answerOf(await run(admitted, { fetch, log, root }), format)
      } finally {
        leave?.()
      }
    },
    async start() {
      // What throws in here ApolloGateway logs; the old supergraph stays in use.
      gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => {
        const supergraph = loadSupergraph(coreSupergraphSdl, baseUrls)
        current = { supergraph, documents: createDocuments(supergraph, introspection) }
      })
      await gateway.load()
      loaded()
    },
    stop: () => gateway.stop(),
  }
}
