import {
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { getOwn, isObject, type JsonObject, setOwn } from '../../../gateway/engine/own.ts'
import { concreteType, type Shape, type ShapeField } from '../../../gateway/engine/shape.ts'
import type { Misfit } from '../../../gateway/engine/writer.ts'

interface Completion {
  readonly schema: GraphQLSchema
  readonly introspection: JsonObject
  readonly misfits: Misfit[]
  readonly path: Array<string | number>
}

/** What the compiled writer must write, said the plain way: one walk over shape and data, nothing prepared. */
export function completeResponse(
  schema: GraphQLSchema,
  shape: Shape,
  data: JsonObject,
  introspection: JsonObject,
): { data: JsonObject | null; misfits: Misfit[] } {
  const completion: Completion = { schema, introspection, misfits: [], path: [] }
  return { data: completeObject(completion, shape, data, shape.type), misfits: completion.misfits }
}

function completeObject(c: Completion, shape: Shape, source: JsonObject, expected: Shape['type']): JsonObject | null {
  const typename = getOwn(source, '__typename')
  const type = concreteType(c.schema, expected, typename ?? undefined)
  if (!type) return misfit(c, `Unexpected __typename for ${expected.name}.`)
  const result: JsonObject = {}
  for (const field of shape.fieldsOf(type)) {
    c.path.push(field.key)
    const value = completeField(c, field, source, type)
    c.path.pop()
    if (value === null && isNonNullType(field.type)) return null
    setOwn(result, field.key, value)
  }
  return result
}

function completeField(c: Completion, field: ShapeField, source: JsonObject, parent: Shape['type']): unknown {
  if (field.kind === 'typename') return isObjectType(parent) ? parent.name : misfit(c, 'Unknown __typename.')
  if (field.kind === 'introspection') return getOwn(c.introspection, field.key) ?? null
  return completeValue(c, field, field.type, getOwn(source, field.key))
}

function completeValue(c: Completion, field: ShapeField, type: GraphQLOutputType, value: unknown): unknown {
  if (isNonNullType(type)) {
    const before = c.misfits.length
    const inner = completeValue(c, field, type.ofType, value)
    // Told once, where the null began, not at each step it is carried up.
    return inner === null && c.misfits.length === before ? misfit(c, `Cannot return null for ${field.name}.`) : inner
  }
  if (value === null || value === undefined) return null
  if (isListType(type)) return completeList(c, field, type.ofType, value)
  if (isLeafType(type)) return isLeafValue(type, value) ? value : misfit(c, `Not a value of ${type.name}.`)
  if (!isObject(value) || !field.shape) return misfit(c, `Not an object of ${type.name}.`)
  return completeObject(c, field.shape, value, type)
}

function completeList(c: Completion, field: ShapeField, type: GraphQLOutputType, value: unknown): unknown {
  if (!Array.isArray(value)) return misfit(c, `${field.name} is not a list.`)
  const result: unknown[] = []
  for (let i = 0; i < value.length; i++) {
    c.path.push(i)
    const element = completeValue(c, field, type, value[i])
    c.path.pop()
    if (element === null && isNonNullType(type)) return null
    result.push(element)
  }
  return result
}

function misfit(c: Completion, message: string): null {
  c.misfits.push({ path: [...c.path], message })
  return null
}

const isInt32 = (value: unknown) => Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_648

/** An enum value that the API hides must not leak, and clients rely on the built-in scalars; others may be any JSON. */
function isLeafValue(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined
  switch (type.name) {
    case 'Int':
      return isInt32(value)
    case 'Float':
      return typeof value === 'number'
    case 'String':
      return typeof value === 'string'
    case 'Boolean':
      return typeof value === 'boolean'
    case 'ID':
      return typeof value === 'string' || Number.isInteger(value)
    default:
      return true
  }
}
