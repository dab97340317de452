import { type DocumentNode, Kind, type SelectionNode, visit } from 'graphql'

/**
 * The document with `__typename` wherever all that is selected in an object is conditional. The planner leaves out an
 * object whose every field is skipped, and with it whether there is one, and how many.
 */
export function neverEmpty(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(node, _, parent) {
      const isRoot = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
      if (isRoot || !node.selections.every(isConditional)) return undefined
      return { ...node, selections: [...node.selections, TYPENAME] }
    },
  })
}

const isConditional = ({ directives }: SelectionNode) =>
  directives?.some(({ name }) => name.value === 'skip' || name.value === 'include') ?? false

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }
