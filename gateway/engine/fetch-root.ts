import type { FetchNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import type { Step } from './execute.ts'
import { MAX_ERRORS_PER_FETCH, subgraphError } from './fetch-errors.ts'
import { mergeInto } from './merge.ts'
import { compileRequest } from './request-body.ts'
import { applyRewrites } from './rewrites.ts'
import { pathToArray } from './targets.ts'

/** Asks a subgraph for fields of a root type. */
export function compileRootFetch(schema: GraphQLSchema, node: FetchNode): Step {
  const requestOf = compileRequest(node)
  return async (x, targets) => {
    const { data, errors } = await x.fetch(requestOf(x.variables))
    for (const error of errors ?? []) {
      for (const { path } of targets.slice(0, MAX_ERRORS_PER_FETCH)) {
        x.errors.push(subgraphError(node, error, error.path && [...pathToArray(path), ...error.path]))
      }
    }
    if (!data) return
    applyRewrites(schema, node.outputRewrites, data)
    for (const { object } of targets) mergeInto(object, data)
  }
}
