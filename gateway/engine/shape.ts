import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql'
import { conditionHolds } from './conditions.ts'
import { plannedName, type Renamed } from './planning/response-names.ts'
import { fieldOf, typeMatches } from './type-conditions.ts'

/** One field of the response: where it is read from, what it must be. */
export interface ShapeField {
  readonly key: string
  /** Its key in what the subgraphs answer. */
  readonly planned: string
  readonly name: string
  readonly kind: 'field' | 'typename' | 'introspection'
  readonly type: GraphQLOutputType
  /** What is selected in it, for composite types. */
  readonly shape: Shape | undefined
  readonly nodes: readonly FieldNode[]
}

/** What an operation selects at one place of the response, for one set of values of its @skip and @include variables. */
export interface Shape {
  readonly type: GraphQLCompositeType
  /** The fields an object of this type shows, merged by response name; computed once per type. */
  fieldsOf(type: GraphQLNamedType): readonly ShapeField[]
}

interface Compilation {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly conditions: ReadonlyMap<string, boolean>
  readonly renamed?: Renamed | undefined
}

export function compileShape(compilation: Compilation, operation: OperationDefinitionNode): Shape {
  const root = compilation.schema.getRootType(operation.operation)
  if (!root) throw new Error(`The schema has no ${operation.operation} type.`)
  return shapeOf(compilation, root, [operation.selectionSet])
}

function shapeOf(c: Compilation, type: GraphQLCompositeType, selections: readonly SelectionSetNode[]): Shape {
  const known = new Map<string, readonly ShapeField[]>()
  return {
    type,
    fieldsOf(concrete) {
      let fields = known.get(concrete.name)
      if (!fields) {
        fields = collect(c, concrete, selections)
        known.set(concrete.name, fields)
      }
      return fields
    },
  }
}

function collect(c: Compilation, type: GraphQLNamedType, selections: readonly SelectionSetNode[]): ShapeField[] {
  const grouped = new Map<string, FieldNode[]>()
  const spread = new Set<string>()
  for (const selection of selections) gather(c, { type, grouped, spread }, selection)
  return [...grouped].map(([key, nodes]) => compileField(c, type, key, nodes))
}

interface Gathering {
  readonly type: GraphQLNamedType
  readonly grouped: Map<string, FieldNode[]>
  readonly spread: Set<string>
}

function gather(c: Compilation, to: Gathering, { selections }: SelectionSetNode): void {
  for (const node of selections) {
    if (!conditionHolds(node, c.conditions)) continue
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value
      const nodes = to.grouped.get(key)
      if (nodes) nodes.push(node)
      else to.grouped.set(key, [node])
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value
      if (condition === undefined || typeMatches(c.schema, to.type.name, condition)) gather(c, to, node.selectionSet)
    } else if (!to.spread.has(node.name.value)) {
      to.spread.add(node.name.value)
      const fragment = c.fragments.get(node.name.value)
      if (fragment && typeMatches(c.schema, to.type.name, fragment.typeCondition.name.value))
        gather(c, to, fragment.selectionSet)
    }
  }
}

function compileField(c: Compilation, type: GraphQLNamedType, key: string, nodes: FieldNode[]): ShapeField {
  const [node] = nodes
  const name = node?.name.value ?? key
  const base = { key, planned: node ? plannedName(c.renamed, node) : key, name, nodes }
  if (name === '__typename') return { ...base, kind: 'typename', type: TypeNameMetaFieldDef.type, shape: undefined }
  const definition = fieldOf(c.schema, type, name)
  if (!definition) throw new Error(`The schema has no field ${type.name}.${name}.`)
  const named = getNamedType(definition.type)
  const selections = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []))
  return {
    ...base,
    kind: name.startsWith('__') ? 'introspection' : 'field',
    type: definition.type,
    shape: isCompositeType(named) ? shapeOf(c, named, selections) : undefined,
  }
}

/** The concrete type of an object of the response by its `__typename`; undefined where the schema knows none such. */
export function concreteType(
  schema: GraphQLSchema,
  expected: GraphQLCompositeType,
  typename: unknown,
): GraphQLCompositeType | undefined {
  if (isObjectType(expected) || typename === undefined) return expected
  const type = typeof typename === 'string' ? schema.getType(typename) : undefined
  return isCompositeType(type) && typeMatches(schema, type.name, expected.name) ? type : undefined
}
