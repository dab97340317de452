import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { leafCheck } from './leaf-values.ts'
import { getOwn, isObject, type JsonObject, setOwn } from './own.ts'
import { concreteType, type Shape, type ShapeField } from './shape.ts'

/** A place where the subgraphs' data is not what the schema promises. */
export interface Misfit {
  readonly path: ReadonlyArray<string | number>
  readonly message: string
}

export interface Written {
  /** JSON of the response's data, perhaps `null`. */
  readonly text: string
  readonly misfits: readonly Misfit[]
}

/**
 * Writes the response to an operation: exactly what its shape selects out of the merged data of the subgraphs, nulls
 * carried up to the nearest place that may be null. Each place that broke the schema's promise is told in `misfits`.
 */
export type Writer = (data: JsonObject, introspection: JsonObject) => Written

interface Writing {
  readonly introspection: JsonObject
  /** Of those found so far in the value at hand, steps begin at that value, the last one first. */
  readonly misfits: Found[]
}

interface Found {
  readonly steps: Array<string | number>
  readonly message: string
}

/** What the response shows of a value; null where it is null, or had to become null. */
type Complete = (w: Writing, value: unknown) => unknown

/**
 * Compiled once for a shape, so that writing looks up no type. It picks what is shown and leaves the text to one call of
 * JSON.stringify: putting the text together piece by piece took half as long again.
 */
export function compileWriter(schema: GraphQLSchema, shape: Shape): Writer {
  const complete = completeObject(schema, shape)
  return (data, introspection) => {
    const w: Writing = { introspection, misfits: [] }
    const text = JSON.stringify(complete(w, data))
    return { text, misfits: w.misfits.map(({ steps, message }) => ({ path: steps.toReversed(), message })) }
  }
}

interface Entry {
  readonly key: string
  readonly planned: string
  readonly nonNull: boolean
  /** Every object inherits something of this name. */
  readonly inherited: boolean
  readonly complete: Complete
}

function completeObject(schema: GraphQLSchema, shape: Shape): Complete {
  const entriesOf = entriesByType(schema, shape)
  const { name } = shape.type
  return (w, value) => {
    if (!isObject(value)) return misfit(w, `Not an object of ${name}.`)
    const entries = entriesOf(value)
    return entries ? pick(w, entries, value) : misfit(w, `Unexpected __typename for ${name}.`)
  }
}

function pick(w: Writing, entries: readonly Entry[], source: JsonObject): JsonObject | null {
  const result: JsonObject = {}
  for (let i = 0; i < entries.length; i++) {
    const { key, planned, nonNull, inherited, complete } = entries[i] as Entry
    const before = w.misfits.length
    const value = complete(w, inherited ? getOwn(source, planned) : source[planned])
    if (w.misfits.length > before) locate(w, before, key)
    if (value === null && nonNull) return null
    if (inherited) setOwn(result, key, value)
    else result[key] = value
  }
  return result
}

/** A path is put together on the way up, where something is amiss, rather than kept on each way down. */
function locate(w: Writing, from: number, key: string | number): void {
  for (let i = from; i < w.misfits.length; i++) w.misfits[i]?.steps.push(key)
}

/** Finds what an object shows: always the same for an object type, by its `__typename` for an abstract one. */
function entriesByType(schema: GraphQLSchema, shape: Shape): (source: JsonObject) => readonly Entry[] | undefined {
  const known = new Map<GraphQLNamedType, readonly Entry[]>()
  const entriesOf = (type: GraphQLNamedType) => {
    let entries = known.get(type)
    if (!entries) {
      entries = shape.fieldsOf(type).map((field) => entryOf(schema, field, type))
      known.set(type, entries)
    }
    return entries
  }
  const { type: expected } = shape
  if (isObjectType(expected)) return () => entriesOf(expected)
  return (source) => {
    const type = concreteType(schema, expected, source.__typename ?? undefined)
    return type && entriesOf(type)
  }
}

function entryOf(schema: GraphQLSchema, field: ShapeField, parent: GraphQLNamedType): Entry {
  const { key, planned, type } = field
  return {
    key,
    planned,
    nonNull: isNonNullType(type),
    inherited: key in Object.prototype,
    complete: completeField(schema, field, parent),
  }
}

function completeField(schema: GraphQLSchema, field: ShapeField, parent: GraphQLNamedType): Complete {
  if (field.kind === 'field') return completeValue(schema, field, field.type)
  if (field.kind === 'introspection') return ({ introspection }) => getOwn(introspection, field.key) ?? null
  return isObjectType(parent) ? () => parent.name : (w) => misfit(w, 'Unknown __typename.')
}

function completeValue(schema: GraphQLSchema, field: ShapeField, type: GraphQLOutputType): Complete {
  if (isNonNullType(type)) {
    const complete = completePresent(schema, field, type.ofType)
    return (w, value) =>
      value === null || value === undefined ? misfit(w, `Cannot return null for ${field.name}.`) : complete(w, value)
  }
  const complete = completePresent(schema, field, type)
  return (w, value) => (value === null || value === undefined ? null : complete(w, value))
}

/** For a value that is there. */
function completePresent(schema: GraphQLSchema, field: ShapeField, type: GraphQLOutputType): Complete {
  if (isListType(type)) return completeList(schema, field, type.ofType)
  if (isLeafType(type)) {
    const isValue = leafCheck(type)
    return (w, value) => (isValue(value) ? value : misfit(w, `Not a value of ${type.name}.`))
  }
  if (!field.shape) throw new Error(`Nothing is selected of ${field.name}.`)
  return completeObject(schema, field.shape)
}

function completeList(schema: GraphQLSchema, field: ShapeField, type: GraphQLOutputType): Complete {
  const complete = completeValue(schema, field, type)
  const nonNull = isNonNullType(type)
  return (w, value) => {
    if (!Array.isArray(value)) return misfit(w, `${field.name} is not a list.`)
    const result: unknown[] = []
    for (let i = 0; i < value.length; i++) {
      const before = w.misfits.length
      const element = complete(w, value[i])
      if (w.misfits.length > before) locate(w, before, i)
      if (element === null && nonNull) return null
      result.push(element)
    }
    return result
  }
}

function misfit(w: Writing, message: string): null {
  w.misfits.push({ steps: [], message })
  return null
}
