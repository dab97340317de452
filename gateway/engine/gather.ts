import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { conditionHolds } from './conditions.ts'

export interface GatherOptions {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Values of the @skip and @include variables; without them nothing is left out. */
  readonly conditions?: ReadonlyMap<string, boolean>
}

/** All that a place says about one response name under one parent type. */
export interface Gathered {
  readonly type: GraphQLCompositeType
  readonly nodes: FieldNode[]
}

/** The fields selected at one place, with fragments spread, each response name of a type once. */
export function gatherFields(
  options: GatherOptions,
  type: GraphQLCompositeType,
  selections: readonly SelectionSetNode[],
): Iterable<Gathered> {
  const to: Gathering = { gathered: new Map(), spread: new Set() }
  for (const selection of selections) gather(options, to, type, selection)
  return to.gathered.values()
}

interface Gathering {
  readonly gathered: Map<string, Gathered>
  /** Fragments seen at this place, and the types they were seen for: spread twice, they add nothing. */
  readonly spread: Set<string>
}

function gather(o: GatherOptions, to: Gathering, type: GraphQLCompositeType, { selections }: SelectionSetNode): void {
  for (const node of selections) {
    if (o.conditions && !conditionHolds(node, o.conditions)) continue
    if (node.kind === Kind.FIELD) {
      const key = `${type.name}.${node.alias?.value ?? node.name.value}`
      const known = to.gathered.get(key)
      if (known) known.nodes.push(node)
      else to.gathered.set(key, { type, nodes: [node] })
      continue
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : o.fragments.get(node.name.value)
    if (!fragment) continue
    const condition = fragment.typeCondition && o.schema.getType(fragment.typeCondition.name.value)
    const within = isCompositeType(condition) ? narrower(o.schema, type, condition) : type
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const spread = `${node.name.value} ${within.name}`
      if (to.spread.has(spread)) continue
      to.spread.add(spread)
    }
    gather(o, to, within, fragment.selectionSet)
  }
}

/** `... on Node` inside a Plane, which is one, still is about a Plane. */
function narrower(schema: GraphQLSchema, type: GraphQLCompositeType, condition: GraphQLCompositeType) {
  const within = isAbstractType(condition) && !isUnionType(type) && schema.isSubType(condition, type)
  return within ? type : condition
}

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  return fragments
}
