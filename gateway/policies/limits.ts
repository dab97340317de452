import { type DocumentNode, type FragmentDefinitionNode, type GraphQLError, Kind, type SelectionSetNode } from 'graphql'
import { fragmentsOf } from '../engine/gather.ts'
import { invalid } from '../errors.ts'

/** What one client may ask for at once. Far above what an application needs, far below what hurts. */
export const LIMITS = {
  bodyBytes: 1 << 20,
  tokens: 8_000,
  /** Field inside field; the introspection query of today's tools has 15. */
  depth: 25,
  aliases: 100,
  rootFields: 50,
  /** Fields after every fragment is written out where it is spread: 30 fragments can spell 2^30 fields. */
  fields: 3_000,
  directives: 200,
  /** By @cost and @listSize, unless MAX_COST says otherwise; a page of 100 search results with all fields has 9,000. */
  cost: 10_000,
  validationErrors: 20,
  webSocketMessageBytes: 1 << 20,
  operationsPerWebSocket: 100,
  /** Characters of a client's id of an operation; a UUID has 36. */
  operationIdLength: 128,
  /** Of answers that a client asked for over one WebSocket and does not read. */
  webSocketUnreadBytes: 8 << 20,
  /** Times SOCKETS_PER_ADDRESS: subscriptions of one address, and of one user, at once. */
  subscriptionsPerSocket: 2,
  /** Events of a subgraph that may wait until those before them were executed. */
  waitingEvents: 1_000,
  /** Messages that may wait for a client that does not read, beside what fits into its connection. */
  waitingMessages: 100,
} as const

interface Size {
  depth: number
  fields: number
  aliases: number
  rootFields: number
  directives: number
}

/**
 * What makes a document too large once its fragments are written out, before anything costlier looks at it.
 * Unknown fragments count nothing and cycles stop: validation reports both later.
 */
export function checkLimits(document: DocumentNode): GraphQLError | undefined {
  const fragments = fragmentsOf(document)
  const sizes = new Map<string, Size>()
  for (const definition of document.definitions) {
    const isFragment = definition.kind === Kind.FRAGMENT_DEFINITION
    if (!isFragment && definition.kind !== Kind.OPERATION_DEFINITION) continue
    const size = sizeOf(definition.selectionSet, { fragments, sizes, open: new Set() })
    // What a fragment selects is at the root only where the operation spreads it there.
    const fault = excess(isFragment ? { ...size, rootFields: 0 } : size)
    if (fault) return fault
  }
  return undefined
}

/** Of all operations of a valid document together, after every fragment is written out where it is spread. */
export function countFields(document: DocumentNode): number {
  const measuring: Measuring = { fragments: fragmentsOf(document), sizes: new Map(), open: new Set() }
  let fields = 0
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) fields += sizeOf(definition.selectionSet, measuring).fields
  }
  return fields
}

interface Measuring {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Of fragments measured before, so that each is looked into once. */
  sizes: Map<string, Size>
  open: Set<string>
}

function sizeOf({ selections }: SelectionSetNode, m: Measuring): Size {
  const total: Size = { depth: 0, fields: 0, aliases: 0, rootFields: 0, directives: 0 }
  for (const node of selections) {
    total.directives += node.directives?.length ?? 0
    if (node.kind === Kind.FIELD) {
      const inner = node.selectionSet ? sizeOf(node.selectionSet, m) : undefined
      add(total, { ...(inner ?? NOTHING), depth: (inner?.depth ?? 0) + 1, rootFields: 1 })
      total.fields += 1
      if (node.alias) total.aliases += 1
    } else {
      add(total, node.kind === Kind.INLINE_FRAGMENT ? sizeOf(node.selectionSet, m) : fragmentSize(node.name.value, m))
    }
  }
  return total
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0, rootFields: 0, directives: 0 }

function fragmentSize(name: string, m: Measuring): Size {
  const known = m.sizes.get(name)
  const fragment = m.fragments.get(name)
  if (known || !fragment || m.open.has(name)) return known ?? NOTHING
  m.open.add(name)
  const size = sizeOf(fragment.selectionSet, m)
  m.open.delete(name)
  m.sizes.set(name, size)
  return size
}

function add(total: Size, part: Size): void {
  total.depth = Math.max(total.depth, part.depth)
  total.fields += part.fields
  total.aliases += part.aliases
  total.rootFields += part.rootFields
  total.directives += part.directives
}

function excess(size: Size): GraphQLError | undefined {
  const what = (['depth', 'fields', 'aliases', 'rootFields', 'directives'] as const).find(
    (dimension) => size[dimension] > LIMITS[dimension],
  )
  return what && invalid(`The operation is too large: at most ${LIMITS[what]} ${NAMES[what]}.`)
}

const NAMES = {
  depth: 'levels of fields',
  fields: 'fields',
  aliases: 'aliases',
  rootFields: 'root fields',
  directives: 'directives',
} as const
