import type { ApolloGateway } from '@apollo/gateway'
import type { ApolloServerOptionsWithGateway } from '@apollo/server'
import type { DocumentNode, ExecutionResult, OperationDefinitionNode } from 'graphql'
import type { Log } from '#lib/log.ts'
import { createRateLimiter } from '../policies/rate-limit.ts'
import type { SubgraphClient } from '../subgraphs/subgraph-client.ts'
import { createDocumentChecker, type DocumentChecker } from './documents.ts'
import { type Admitted, admit, type Caller, type EventRoot, run } from './operations.ts'
import type { JsonObject } from './own.ts'
import { createPreparer, type PreparedOperation, type PrepareRequest } from './prepare.ts'
import { type LoadedSupergraph, loadSupergraph } from './supergraph.ts'

type GatewayInterface = ApolloServerOptionsWithGateway<object>['gateway']

export interface EngineOptions {
  gateway: ApolloGateway
  /** Base address by subgraph name, over what the supergraph says. */
  baseUrls: Readonly<Record<string, string>>
  client: SubgraphClient
  introspection: boolean
  log: Log
}

/** An operation whose document `check` found nothing wrong with. */
interface ValidOperation {
  /** Tells documents apart, such as a hash of the text. */
  key: string
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: JsonObject
}

/** One engine for HTTP and WebSocket: plans, decides and runs operations on the supergraph of the moment. */
export interface Engine {
  supergraph(): LoadedSupergraph
  /** What is wrong with a document: size and validity. */
  check: DocumentChecker
  /** Plans the operation and decides whether it may run; nothing of it has run when this throws. */
  admit(operation: ValidOperation, caller: Caller): Promise<Admitted>
  /** @param root an event of a subscription, as the data to start from */
  run(admitted: Admitted, root?: EventRoot): Promise<ExecutionResult>
  /** For ApolloServer: the schema to validate against, and its changes. Never executes. */
  asGateway(): GatewayInterface
}

interface Loaded {
  supergraph: LoadedSupergraph
  check: DocumentChecker
  prepare(request: PrepareRequest): PreparedOperation
}

export function createEngine({ gateway, baseUrls, client, introspection, log }: EngineOptions): Engine {
  const limiter = createRateLimiter()
  let current: Loaded | undefined
  const loaded = () => {
    if (!current) throw new Error('No supergraph is loaded.')
    return current
  }
  const use = (sdl: string) => {
    const supergraph = loadSupergraph(sdl, baseUrls)
    const check = createDocumentChecker(supergraph.apiSchema, introspection)
    current = { supergraph, check, prepare: createPreparer(supergraph) }
    return supergraph
  }
  return {
    supergraph: () => loaded().supergraph,
    check: (key, document) => loaded().check(key, document),
    async admit({ variables, ...operation }, caller) {
      return admit(loaded().prepare(operation), { variables, caller }, limiter)
    },
    run: (admitted, root) =>
      run(admitted, { fetch: client.for(admitted.caller, admitted.prepared.supergraph.urls), log, root }),
    asGateway: () => ({
      onSchemaLoadOrUpdate: (callback) =>
        // What throws in here ApolloGateway logs; the old supergraph stays in use.
        gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => {
          const { apiSchema } = use(coreSupergraphSdl)
          callback({ apiSchema, coreSupergraphSdl })
        }),
      async load(options) {
        await gateway.load(options)
        loaded()
        return { executor: null }
      },
      stop: () => gateway.stop(),
    }),
  }
}
