import type { FetchDataRewrite } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { getOwn, isObject, type JsonObject, setOwn } from './own.ts'
import { typeMatches } from './type-conditions.ts'

const FRAGMENT = '... on '

/**
 * Changes the planner asks for in what a fetch sends (an interface object's `__typename`) or got back (an alias it made
 * where two types give one response name different types).
 */
export function applyRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
  value: unknown,
): void {
  for (const rewrite of rewrites ?? []) rewriteAt(schema, rewrite, 0, value)
}

function rewriteAt(schema: GraphQLSchema, rewrite: FetchDataRewrite, depth: number, value: unknown): void {
  if (Array.isArray(value)) {
    for (const element of value) rewriteAt(schema, rewrite, depth, element)
    return
  }
  const step = rewrite.path[depth]
  if (!isObject(value) || step === undefined) return
  if (depth === rewrite.path.length - 1) {
    rewriteField(rewrite, value, step)
  } else if (!step.startsWith(FRAGMENT)) {
    rewriteAt(schema, rewrite, depth + 1, getOwn(value, step))
  } else {
    const typename = getOwn(value, '__typename')
    const matches = typeof typename !== 'string' || typeMatches(schema, typename, step.slice(FRAGMENT.length))
    if (matches) rewriteAt(schema, rewrite, depth + 1, value)
  }
}

function rewriteField(rewrite: FetchDataRewrite, object: JsonObject, field: string): void {
  if (rewrite.kind === 'ValueSetter') {
    setOwn(object, field, rewrite.setValueTo)
    return
  }
  const value = getOwn(object, field)
  if (value === undefined) return
  setOwn(object, rewrite.renameKeyTo, value)
  delete object[field]
}
