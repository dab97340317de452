import type { FetchNode } from '@apollo/query-planner'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { type Path, pathToArray } from './targets.ts'

/** An entity missing from hundreds of places is one fault: no more than this many errors tell of it. */
export const MAX_ERRORS_PER_FETCH = 100

/** An error of a subgraph, at the place in the client's response that it is about. */
export function subgraphError(
  node: FetchNode,
  error: GraphQLFormattedError,
  path: ReadonlyArray<string | number> | undefined,
): GraphQLError {
  return new GraphQLError(error.message || `${node.serviceName} failed without saying why.`, {
    ...(path && { path }),
    extensions: { ...error.extensions, serviceName: node.serviceName },
  })
}

export function fetchFailure(node: FetchNode, error: unknown, path: Path | undefined): GraphQLError {
  const known = error instanceof GraphQLError ? error : undefined
  return new GraphQLError(known?.message ?? `${node.serviceName} could not be asked.`, {
    ...(path && { path: pathToArray(path) }),
    originalError: error instanceof Error ? error : new Error(String(error)),
    extensions: { code: 'INTERNAL_SERVER_ERROR', ...known?.extensions, serviceName: node.serviceName },
  })
}
