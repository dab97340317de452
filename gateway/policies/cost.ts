import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLField,
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
import { LIMITS } from './limits.ts'

/** Arguments that say how long a list is, on the list itself or on the connection around it. */
const SLICING = new Set(['first', 'last', 'count', 'limit'])
const DEFAULT_SIZE = 10
/** About as long as these lists get, where that is far from the default and no argument says it. */
const SIZES: Readonly<Record<string, number>> = {
  'SeatMap.seats': 200,
  'SeatMapUpdate.seats': 200,
  'SeatMap.cabins': 4,
  'SeatLayout.cabins': 4,
  'Itinerary.flights': 2,
  'Itinerary.layovers': 1,
  'Flight.fares': 4,
  'Flight.availability': 4,
  'Query.priceCalendar': 62,
  'Booking.passengers': 4,
  'Booking.segments': 4,
  'Booking.tickets': 4,
  'Booking.payments': 2,
  'Booking.refunds': 2,
  'Booking.creditNotes': 2,
}

export interface Costing {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

export interface Cost {
  /** Objects the answer may hold. */
  readonly cost: number
  /** Whether the cost is another with other variables. */
  readonly usesVariables: boolean
  readonly fault: GraphQLError | undefined
}

interface Walk extends Costing {
  readonly variables: JsonObject | undefined
  /** How often each type occurs on the way to this place, and how often as the element of a list. */
  readonly occurs: Map<string, { times: number; listed: number }>
  usesVariables: boolean
  repeated: string | undefined
}

/**
 * What a valid operation may cost: one for each object, as often as the lists around it are long; what @skip and
 * @include leave out counts too. The schema has cycles, so that a few hundred bytes can ask for millions of objects.
 * @param variables coerced; without them a list whose length is a variable counts as 1
 */
export function checkCost(costing: Costing, operation: OperationDefinitionNode, variables?: JsonObject): Cost {
  const w: Walk = { ...costing, variables, occurs: new Map(), usesVariables: false, repeated: undefined }
  const root = costing.schema.getRootType(operation.operation)
  const cost = root ? costWithin(w, { type: root, page: undefined }, [operation.selectionSet]) : 0
  return { cost, usesVariables: w.usesVariables, fault: faultOf(cost, w.repeated) }
}

function faultOf(cost: number, repeated: string | undefined): GraphQLError | undefined {
  const code = 'GRAPHQL_VALIDATION_FAILED'
  if (repeated !== undefined) {
    const most = `at most ${LIMITS.sameType} times on one path, and ${LIMITS.sameListedType} times in lists`
    return new GraphQLError(`The operation is too large: it comes back to ${repeated} too often, ${most}.`, {
      extensions: { code },
    })
  }
  if (cost <= LIMITS.cost) return undefined
  return new GraphQLError(
    `The operation costs too much: ${cost}, at most ${LIMITS.cost}. Ask for shorter pages or fewer lists within lists.`,
    { extensions: { code, cost, limit: LIMITS.cost } },
  )
}

interface Place {
  readonly type: GraphQLCompositeType
  /** Of a connection: how many nodes, and edges, its arguments ask for. */
  readonly page: number | undefined
}

function costWithin(w: Walk, { type, page }: Place, selections: readonly SelectionSetNode[]): number {
  let cost = 0
  for (const { type: parent, nodes } of gatherFields(w, type, selections)) {
    const [node] = nodes
    const field = node && !node.name.value.startsWith('__') && fieldOf(w.schema, parent, node.name.value)
    if (field) cost += costOfField(w, { field, nodes, coordinate: `${parent.name}.${field.name}`, page })
  }
  return cost
}

interface FieldAt {
  readonly field: GraphQLField<unknown, unknown>
  readonly nodes: readonly FieldNode[]
  readonly coordinate: string
  readonly page: number | undefined
}

function costOfField(w: Walk, { field, nodes, coordinate, page }: FieldAt): number {
  const type = getNamedType(field.type)
  if (!isCompositeType(type)) return 0
  const slice = sliceOf(w, field, nodes[0])
  const dimensions = listDimensions(field)
  const occurs = w.occurs.get(type.name) ?? { times: 0, listed: 0 }
  const now = { times: occurs.times + 1, listed: occurs.listed + (dimensions > 0 ? 1 : 0) }
  if (now.times > LIMITS.sameType || now.listed > LIMITS.sameListedType) {
    w.repeated = type.name
    return 0
  }
  w.occurs.set(type.name, now)
  const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  const one = 1 + costWithin(w, { type, page: dimensions > 0 ? undefined : slice }, inner)
  w.occurs.set(type.name, occurs)
  if (dimensions === 0) return one
  const size = slice ?? page ?? SIZES[coordinate] ?? DEFAULT_SIZE
  return one * size * DEFAULT_SIZE ** (dimensions - 1)
}

function listDimensions({ type }: GraphQLField<unknown, unknown>): number {
  let dimensions = 0
  let inner = getNullableType(type)
  while (isListType(inner)) {
    dimensions++
    inner = getNullableType(inner.ofType)
  }
  return dimensions
}

/** The length that the arguments of a field ask for, at least 1; the longest, where there are several. */
function sliceOf(w: Walk, field: GraphQLField<unknown, unknown>, node: FieldNode | undefined): number | undefined {
  const lengths = field.args.flatMap(({ name, type, defaultValue }) => {
    if (!SLICING.has(name) || getNamedType(type).name !== 'Int') return []
    const given = node?.arguments?.find((argument) => argument.name.value === name)?.value
    if (given?.kind === Kind.INT) return Number(given.value)
    if (given?.kind === Kind.VARIABLE) {
      w.usesVariables = true
      if (!w.variables) return 1
      const value = getOwn(w.variables, given.name.value)
      if (typeof value === 'number') return value
    }
    return typeof defaultValue === 'number' && given?.kind !== Kind.NULL ? defaultValue : []
  })
  return lengths.length > 0 ? Math.max(1, ...lengths) : undefined
}
