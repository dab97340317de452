import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  valueFromASTUntyped,
} from 'graphql'
import { getOwn, isObject, type JsonObject } from '../engine/own.ts'
import type { CostRules } from './cost-rules.ts'
import type { Estimate } from './estimate.ts'

/** What the arguments of a field weigh that are given: by @cost of the argument or its type, and inside input objects. */
export function inputCost(
  { rules }: { rules: CostRules },
  coordinate: string,
  { field, node }: { field: GraphQLField<unknown, unknown>; node: FieldNode },
): Estimate {
  if (!rules.weighsInput || !node.arguments?.length) return 0
  const given = node.arguments.flatMap(({ name, value }) => {
    const argument = field.args.find((each) => each.name === name.value)
    return argument ? { coordinate: `${coordinate}(${argument.name}:)`, type: argument.type, value } : []
  })
  return (variables) =>
    given.reduce((total, { value, ...place }) => total + costOf(rules, place, valueFromASTUntyped(value, variables)), 0)
}

interface InputPlace {
  readonly coordinate: string
  readonly type: GraphQLInputType
}

function costOf(rules: CostRules, { coordinate, type }: InputPlace, value: unknown): number {
  if (value === null || value === undefined) return 0
  const named = getNamedType(type)
  const own = rules.weights.get(coordinate) ?? rules.weights.get(named.name) ?? 0
  if (!isInputObjectType(named)) return own
  return objectsIn(value).reduce<number>((total, object) => total + costOfFields(rules, named, object), own)
}

function costOfFields(rules: CostRules, type: GraphQLInputObjectType, object: JsonObject): number {
  return Object.values(type.getFields()).reduce(
    (total, { name, type: fieldType }) =>
      total + costOf(rules, { coordinate: `${type.name}.${name}`, type: fieldType }, getOwn(object, name)),
    0,
  )
}

/** One object may stand for a list of one. */
function objectsIn(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn)
  return isObject(value) ? [value] : []
}
