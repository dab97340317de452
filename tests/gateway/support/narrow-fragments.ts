import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'

/**
 * The same operation without named fragments, and where the type of an object is known each fragment is on that very
 * type. Of an object whose type nobody asked for the stock gateway leaves out what stands in a fragment on the type in a
 * fragment on an interface (`fan { ... on Node { ... on Fan { id } } }`), so it is asked this instead.
 */
export function withNarrowFragments(schema: GraphQLSchema, query: string): string {
  const document = withoutSpreads(parse(query))
  return print({
    ...document,
    definitions: document.definitions.map((each) => {
      const root = each.kind === Kind.OPERATION_DEFINITION ? schema.getRootType(each.operation) : undefined
      if (each.kind !== Kind.OPERATION_DEFINITION || !root) return each
      return { ...each, selectionSet: narrowed({ schema, type: root, object: root }, each.selectionSet) }
    }),
  })
}

interface Place {
  schema: GraphQLSchema
  /** Of the selection set, as it is written. */
  type: GraphQLCompositeType
  /** Which its objects have, where that is known. */
  object: GraphQLObjectType | undefined
}

const narrowed = (at: Place, set: SelectionSetNode): SelectionSetNode => ({
  ...set,
  selections: set.selections.map((each) => narrowedSelection(at, each)),
})

function narrowedSelection(at: Place, selection: SelectionNode): SelectionNode {
  if (!('selectionSet' in selection) || !selection.selectionSet) return selection
  if (selection.kind === Kind.INLINE_FRAGMENT) return narrowedFragment(at, selection)
  const fields = isUnionType(at.type) ? {} : at.type.getFields()
  const type = getNamedType(fields[selection.name.value]?.type)
  if (!isCompositeType(type)) return selection
  const object = isObjectType(type) ? type : undefined
  return { ...selection, selectionSet: narrowed({ ...at, type, object }, selection.selectionSet) }
}

function narrowedFragment(at: Place, fragment: InlineFragmentNode): InlineFragmentNode {
  const type = fragment.typeCondition ? at.schema.getType(fragment.typeCondition.name.value) : at.type
  if (!isCompositeType(type)) return fragment
  const object = at.object ?? (isObjectType(type) ? type : undefined)
  if (object === undefined) return { ...fragment, selectionSet: narrowed({ ...at, type }, fragment.selectionSet) }
  const matches = object === type || (isAbstractType(type) && at.schema.isSubType(type, object))
  // What never comes stays where it is valid: in a fragment on the abstract type it was written in.
  if (!matches) return on(at.type, { selections: [fragment] })
  return on(object, { ...fragment, selections: narrowed({ ...at, type, object }, fragment.selectionSet).selections })
}

const on = (
  { name }: GraphQLCompositeType,
  { selections, directives }: Pick<InlineFragmentNode, 'directives'> & Pick<SelectionSetNode, 'selections'>,
): InlineFragmentNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
  directives,
  selectionSet: { kind: Kind.SELECTION_SET, selections },
})

function withoutSpreads({ kind, definitions }: DocumentNode): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
  const document: DocumentNode = {
    kind,
    definitions: definitions.filter((each) => each.kind !== Kind.FRAGMENT_DEFINITION),
  }
  return visit(document, {
    FragmentSpread: ({ name, directives }): InlineFragmentNode | undefined => {
      const fragment = fragments.get(name.value)
      if (!fragment) return undefined
      const { typeCondition, selectionSet } = fragment
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet }
    },
  })
}
