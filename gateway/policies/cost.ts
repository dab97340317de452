import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { gatherFields } from '../engine/gather.ts'
import { getOwn, type JsonObject } from '../engine/own.ts'
import { fieldOf } from '../engine/type-conditions.ts'
import { Refused } from '../errors.ts'
import type { CostRules, ListSize } from './cost-rules.ts'
import { type Estimate, evaluate, highest, product, sum } from './estimate.ts'
import { inputCost } from './input-cost.ts'

/** How long a list is of which nothing is said. */
const DEFAULT_SIZE = 10
const MUTATION_WEIGHT = 10
const OBJECT_WEIGHT = 1
const LEAF_WEIGHT = 0

export interface Costing {
  readonly schema: GraphQLSchema
  readonly rules: CostRules
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/**
 * What a valid operation may cost, by @cost and @listSize: one for each object, as often as the lists around it are long,
 * and what arguments weigh; what @skip and @include leave out counts too. The schema has cycles, so that a few hundred
 * bytes can ask for millions of objects. Worked out once: what is left to do for each request are the sizes that are
 * variables, which count as 1 while they are not known.
 * @throws Refused where a list needs exactly one argument that says how long it is
 */
export function estimateCost(costing: Costing, operation: OperationDefinitionNode): Estimate {
  const root = costing.schema.getRootType(operation.operation)
  if (!root) return 0
  const inside = costWithin(costing, { type: root, sizes: NO_SIZES }, [operation.selectionSet])
  return operation.operation === 'mutation' ? sum([MUTATION_WEIGHT, inside]) : inside
}

/** @throws Refused where the estimate is over the budget; else what it comes to */
export function checkCost(estimate: Estimate, { budget }: CostRules, variables?: JsonObject): number {
  const cost = evaluate(estimate, variables)
  if (cost <= budget) return cost
  throw refused(
    `The operation costs too much: ${cost}, at most ${budget}. Ask for shorter pages or fewer lists within lists.`,
    { cost, limit: budget },
  )
}

const refused = (message: string, extensions = {}) =>
  new Refused([new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...extensions } })])

interface Place {
  readonly type: GraphQLCompositeType
  /** How long the lists of these fields are, where the field around them says it. */
  readonly sizes: ReadonlyMap<string, Estimate>
}

const NO_SIZES: ReadonlyMap<string, Estimate> = new Map()

function costWithin(c: Costing, { type, sizes }: Place, selections: readonly SelectionSetNode[]): Estimate {
  const costs: Estimate[] = []
  for (const { type: parent, nodes } of gatherFields(c, type, selections)) {
    const [node] = nodes
    const field = node && !node.name.value.startsWith('__') && fieldOf(c.schema, parent, node.name.value)
    if (field) costs.push(costOfField(c, { field, node, nodes, parent, size: sizes.get(field.name) }))
  }
  return sum(costs)
}

interface FieldAt {
  readonly field: GraphQLField<unknown, unknown>
  readonly node: FieldNode
  /** The same field as often as the place names it. */
  readonly nodes: readonly FieldNode[]
  readonly parent: GraphQLCompositeType
  readonly size: Estimate | undefined
}

function costOfField(c: Costing, { field, node, nodes, parent, size }: FieldAt): Estimate {
  const coordinate = `${parent.name}.${field.name}`
  const rule = c.rules.sizes.get(coordinate)
  const sliced = rule && sizeBy(rule, field, node)
  const type = getNamedType(field.type)
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  const sizes = rule && sliced !== undefined ? new Map(rule.sized.map((name) => [name, sliced])) : NO_SIZES
  const one = sum([
    weightOf(c.rules, coordinate, type),
    isCompositeType(type) ? costWithin(c, { type, sizes }, selections) : 0,
  ])
  const own = rule?.sized.length === 0 ? sliced : undefined
  return sum([product(instances(field, own ?? size ?? DEFAULT_SIZE), one), inputCost(c, coordinate, { field, node })])
}

function weightOf({ weights }: CostRules, coordinate: string, type: GraphQLNamedType): number {
  return weights.get(coordinate) ?? weights.get(type.name) ?? (isCompositeType(type) ? OBJECT_WEIGHT : LEAF_WEIGHT)
}

/** Lists inside lists are as long as nothing is said of. */
function instances({ type }: GraphQLField<unknown, unknown>, size: Estimate): Estimate {
  const outer = getNullableType(type)
  if (!isListType(outer)) return 1
  let times = size
  for (let inner = getNullableType(outer.ofType); isListType(inner); inner = getNullableType(inner.ofType)) {
    times = product(times, DEFAULT_SIZE)
  }
  return times
}

/** The length that the arguments ask for, the longest where there are several; else the one that is assumed. */
function sizeBy(rule: ListSize, field: GraphQLField<unknown, unknown>, node: FieldNode): Estimate | undefined {
  const asked = rule.slicing.flatMap((name) => sliceOf(name, field, node) ?? [])
  if (rule.exactlyOne && rule.slicing.length > 0 && asked.length !== 1) {
    throw refused(`${field.name} needs exactly one of these arguments: ${rule.slicing.join(', ')}.`)
  }
  return asked.length > 0 ? highest(asked) : rule.assumed
}

function sliceOf(name: string, field: GraphQLField<unknown, unknown>, node: FieldNode): Estimate | undefined {
  const given = node.arguments?.find((argument) => argument.name.value === name)?.value
  const usual = field.args.find((argument) => argument.name === name)?.defaultValue
  if (given?.kind === Kind.INT) return atLeastOne(Number(given.value))
  if (given?.kind === Kind.NULL) return undefined
  if (given?.kind === Kind.VARIABLE) {
    const variable = given.name.value
    return (variables) => (variables ? atLeastOne(getOwn(variables, variable) ?? usual) : 1)
  }
  return typeof usual === 'number' ? atLeastOne(usual) : undefined
}

const atLeastOne = (size: unknown): number => (typeof size === 'number' ? Math.max(1, size) : 1)
