import type { QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { mergeInto } from './merge.ts'
import { getOwn, isObject, type JsonObject, setOwn } from './own.ts'
import { typeMatches } from './type-conditions.ts'

/**
 * The part of an object that a fetch `requires`: the representation its subgraph recognises the entity by.
 * undefined when a required field was never fetched (its own fetch failed); then nobody can be asked.
 */
export function representationOf(
  schema: GraphQLSchema,
  source: JsonObject,
  requires: readonly QueryPlanSelectionNode[],
): JsonObject | undefined {
  const representation = project(schema, source, requires)
  return representation && typeof representation.__typename === 'string' ? representation : undefined
}

function project(
  schema: GraphQLSchema,
  source: JsonObject,
  selections: readonly QueryPlanSelectionNode[],
): JsonObject | undefined {
  const result: JsonObject = {}
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      const part = applies(schema, source, selection.typeCondition)
        ? project(schema, source, selection.selections)
        : undefined
      if (part) mergeInto(result, part)
      continue
    }
    const key = selection.alias ?? selection.name
    const value = projectValue(schema, getOwn(source, key), selection.selections)
    if (value === undefined) return undefined
    setOwn(result, key, value)
  }
  return result
}

function projectValue(
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly QueryPlanSelectionNode[] | undefined,
): unknown {
  if (!selections || value === null || value === undefined) return value
  if (isObject(value)) return project(schema, value, selections)
  if (!Array.isArray(value)) return value
  const elements = value.map((element) => projectValue(schema, element, selections))
  return elements.includes(undefined) ? undefined : elements
}

function applies(schema: GraphQLSchema, source: JsonObject, condition: string | undefined): boolean {
  if (condition === undefined) return true
  const typename = getOwn(source, '__typename')
  return typeof typename === 'string' && typeMatches(schema, typename, condition)
}
