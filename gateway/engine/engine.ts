import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import type { Log } from '#lib/log.ts'
import type { ObservedOperation } from '../observe/operations.ts'
import type { Load } from '../policies/load.ts'
import type { RateLimiter } from '../policies/rate-limit.ts'
import type { SubgraphClient } from '../subgraphs/subgraph-client.ts'
import { type Answer, answerOf } from './answer.ts'
import type { Generations } from './generations.ts'
import { type Admitted, admit, type Caller, type EventRoot, run } from './operations.ts'
import type { JsonObject } from './own.ts'
import type { PreparedOperation } from './prepare.ts'
import type { LoadedSupergraph } from './supergraph.ts'

export interface EngineOptions {
  generations: Generations
  client: SubgraphClient
  load: Load
  limiter: RateLimiter
  log: Log
  /** What a client sees of an error; with a fault of ours, the id of his request. */
  format(error: GraphQLError, requestId: string): GraphQLFormattedError
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
  prepare(
    text: string,
    operationName?: string | null,
    observed?: Pick<ObservedOperation, 'span'>,
  ): Promise<PreparedOperation>
  /**
   * Decides whether the operation may run for its caller, and counts it.
   * @throws Refused: variables, cost, roles, rate limits; UNAVAILABLE where too many operations run
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

export function createEngine({ generations, client, load, limiter, log, format }: EngineOptions): Engine {
  return {
    supergraph: () => generations.current().supergraph,
    async prepare(text, operationName, observed) {
      load.check()
      return generations.current().documents.prepare(text, operationName ?? undefined, observed)
    },
    async admit(prepared, variables, caller) {
      // Has a place while it waits to be counted, so that who is turned away for the crowd has used up none of his own
      // limits. Not all that is admitted is run: the place is given back, and `run` takes it again in the same turn.
      const leave = load.enter(weighed(prepared, caller))
      try {
        return await admit(prepared, { variables, caller }, limiter)
      } finally {
        leave()
      }
    },
    async run(admitted, root) {
      const { caller, prepared } = admitted
      const leave = root ? undefined : load.enter(weighed(prepared, caller))
      try {
        const fetch = client.for(caller, prepared)
        return answerOf(await run(admitted, { fetch, log, root }), (error) => format(error, caller.requestId))
      } finally {
        leave?.()
      }
    },
    start: () => generations.start(),
    stop: () => generations.stop(),
  }
}

const weighed = ({ kind }: PreparedOperation, { viewer }: Caller) => ({ kind, signedIn: viewer !== null })
