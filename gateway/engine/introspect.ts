import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql'
import type { JsonObject } from './own.ts'
import type { Shape } from './shape.ts'

/**
 * Answers the operation's `__schema` and `__type` fields from the API schema, anew each time: kept with its document, the
 * whole schema would be some MB in memory for a few hundred characters.
 */
export function introspector(
  schema: GraphQLSchema,
  shape: Shape,
  operation: OperationDefinitionNode,
  document: DocumentNode,
): (variables: JsonObject) => JsonObject {
  const nodes = shape.fieldsOf(shape.type).flatMap((field) => (field.kind === 'introspection' ? field.nodes : []))
  if (nodes.length === 0) return () => ({})
  const reduced = onlySelecting(nodes, operation, document)
  return (variables) => {
    const { data, errors } = executeSync({ schema, document: reduced, variableValues: variables })
    if (!data) throw errors?.[0] ?? new Error('Introspection gave no data.')
    return data
  }
}

function onlySelecting(
  selections: readonly FieldNode[],
  operation: OperationDefinitionNode,
  document: DocumentNode,
): DocumentNode {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  const reduced: OperationDefinitionNode = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } }
  return { kind: Kind.DOCUMENT, definitions: [reduced, ...fragments] }
}

/**
 * The document without `__schema` and `__type`: a planner has its own idea of the introspection types, which need not be
 * that of this GraphQL library, and no subgraph is asked for them. These names are valid on the query type alone.
 */
export function withoutIntrospection(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field: ({ name }) => (name.value === '__schema' || name.value === '__type' ? null : undefined),
    // What is spread in introspection types alone is of no use without them.
    FragmentDefinition: ({ typeCondition }) => (typeCondition.name.value.startsWith('__') ? null : undefined),
    SelectionSet: {
      leave: (node) => (node.selections.length > 0 ? undefined : { ...node, selections: [TYPENAME] }),
    },
  })
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }
