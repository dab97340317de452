import type { GraphQLFormattedError, OperationTypeNode } from 'graphql'
import type { JsonObject } from '../engine/own.ts'

/** One operation for one subgraph. */
export interface SubgraphRequest {
  readonly subgraph: string
  readonly kind: `${OperationTypeNode}`
  /** JSON of `query`, `variables` and `operationName`. */
  readonly body: string
}

/** Made for whoever asked, who may change it. */
export interface SubgraphResponse {
  data?: JsonObject | null
  errors?: readonly GraphQLFormattedError[]
}

/** Sends one request to one subgraph. Rejects with a GraphQLError that has a code when there is no GraphQL answer. */
export type FetchSubgraph = (request: SubgraphRequest) => Promise<SubgraphResponse>
