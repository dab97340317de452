import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { mergeInto } from './merge.ts'
import { getOwn, isObject, type JsonObject, setOwn } from './own.ts'
import { applyRewrites } from './rewrites.ts'
import { typeMatches } from './type-conditions.ts'

type Selections = readonly QueryPlanSelectionNode[]

/**
 * JSON of the part of an object that a fetch `requires`: the representation its subgraph recognises the entity by.
 * undefined when a required field was never fetched (its own fetch failed); then nobody can be asked.
 */
export function compileRepresentation(
  schema: GraphQLSchema,
  { requires = [], inputRewrites }: Pick<FetchNode, 'requires' | 'inputRewrites'>,
): (source: JsonObject) => string | undefined {
  const textByType = inputRewrites?.length ? () => undefined : flatTexts(schema, requires)
  return (source) => {
    const textOf = textByType(getOwn(source, '__typename'))
    if (textOf) return textOf(source)
    const representation = project(schema, source, requires)
    if (typeof representation?.__typename !== 'string') return undefined
    applyRewrites(schema, inputRewrites, representation)
    return JSON.stringify(representation)
  }
}

type TextOf = (source: JsonObject) => string | undefined

/** A plain key, as nearly all have it, needs no object on the way to its text. By the `__typename` of the entity. */
function flatTexts(schema: GraphQLSchema, requires: Selections): (typename: unknown) => TextOf | undefined {
  const known = new Map<unknown, TextOf | undefined>()
  return (typename) => {
    if (typeof typename !== 'string' || known.has(typename)) return known.get(typename)
    const textOf = flatText(schema, requires, typename)
    // A subgraph that makes up types fills no memory.
    if (schema.getType(typename)) known.set(typename, textOf)
    return textOf
  }
}

function flatText(schema: GraphQLSchema, requires: Selections, typename: string): TextOf | undefined {
  const parts = requires.filter(
    (part) => part.kind === 'Field' || !part.typeCondition || typeMatches(schema, typename, part.typeCondition),
  )
  const [only] = parts
  if (parts.length !== 1 || only?.kind !== 'InlineFragment') return undefined
  const keys = only.selections.map((field) =>
    field.kind === 'Field' && !field.selections ? (field.alias ?? field.name) : undefined,
  )
  if (!keys.includes('__typename') || keys.includes(undefined)) return undefined
  const others = keys.flatMap((key) =>
    key === undefined || key === '__typename' ? [] : { key, label: `,${JSON.stringify(key)}:` },
  )
  const head = `{"__typename":${JSON.stringify(typename)}`
  return (source) => {
    let text = head
    for (const { key, label } of others) {
      const value = getOwn(source, key)
      if (value === undefined) return undefined
      text += label + JSON.stringify(value)
    }
    return `${text}}`
  }
}

function project(schema: GraphQLSchema, source: JsonObject, selections: Selections): JsonObject | undefined {
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

function projectValue(schema: GraphQLSchema, value: unknown, selections: Selections | undefined): unknown {
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
