import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner'
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql'
import type { RequiredFields } from './required-fields.ts'

/**
 * One fetch of entities as several where its fields need one required field with different arguments: a representation
 * has room for one of them.
 */
export function splitRequirements(node: FetchNode, required: RequiredFields): FetchNode[] {
  const groups = groupsOf(fieldsOf(node.operation), required)
  if (groups.length < 2) return [node]
  return groups.map((group) => partOf(node, group, required))
}

interface Group {
  /** As `Type.responseName`. */
  readonly fields: Set<string>
  readonly needed: Set<string>
}

/** A field selected of the entities of a type. */
interface EntityField {
  readonly type: string
  readonly node: FieldNode
}

function fieldsOf(operation: string): EntityField[] {
  const found: EntityField[] = []
  visitEntityFields(parse(operation), (field) => {
    found.push(field)
    return true
  })
  return found
}

/** The document without those of the entities' fields that are not kept, and without what that leaves empty. */
function visitEntityFields(document: DocumentNode, keep: (field: EntityField) => boolean): DocumentNode {
  const types: string[] = []
  let depth = 0
  return visit(document, {
    InlineFragment: {
      enter: ({ typeCondition }) => void types.push(typeCondition?.name.value ?? types.at(-1) ?? ''),
      leave: () => void types.pop(),
    },
    Field: {
      enter(node) {
        if (depth === 1 && !keep({ type: types.at(-1) ?? '', node })) return null
        depth++
        return undefined
      },
      leave() {
        depth--
      },
    },
    SelectionSet: {
      leave: ({ selections }, _, parent) =>
        selections.length === 0 && parent && 'kind' in parent && parent.kind === Kind.INLINE_FRAGMENT
          ? { kind: Kind.SELECTION_SET, selections: [TYPENAME] }
          : undefined,
    },
  })
}

function groupsOf(fields: readonly EntityField[], required: RequiredFields): Group[] {
  const groups: Group[] = []
  for (const field of fields) {
    const needed = required.neededBy.get(`${field.type}.${field.node.name.value}`) ?? new Set<string>()
    const group = groups.find((each) => agree([...each.needed, ...needed], required))
    const home = group ?? { fields: new Set(), needed: new Set() }
    if (!group) groups.push(home)
    home.fields.add(keyOf(field))
    for (const name of needed) home.needed.add(name)
  }
  return groups
}

/** Whether no two of these stand for one field. */
function agree(names: readonly string[], { fields }: RequiredFields): boolean {
  const distinct = new Set(names)
  return new Set([...distinct].map((name) => fields.get(name)?.standsFor)).size === distinct.size
}

const keyOf = ({ type, node: { alias, name } }: EntityField) => `${type}.${(alias ?? name).value}`

function partOf(node: FetchNode, { fields, needed }: Group, required: RequiredFields): FetchNode {
  const document = parse(node.operation, { noLocation: true })
  const reduced = visitEntityFields(document, (field) => fields.has(keyOf(field)))
  const variables = new Set<string>()
  visit(reduced, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void variables.add(name.value),
  })
  const operation = visit(reduced, {
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? false : null),
  })
  const keep = (name: string) => !required.fields.has(name) || needed.has(name)
  return {
    ...node,
    operation: stripIgnoredCharacters(print(operation)),
    variableUsages: (node.variableUsages ?? []).filter((name) => variables.has(name)),
    requires: (node.requires ?? []).flatMap((selection) => reduceRequires(selection, keep)),
  }
}

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

function reduceRequires(selection: QueryPlanSelectionNode, keep: (name: string) => boolean): QueryPlanSelectionNode[] {
  if (selection.kind === 'Field' && !keep(selection.name)) return []
  if (!selection.selections) return [selection]
  const selections = selection.selections.flatMap((each) => reduceRequires(each, keep))
  return selections.length > 0 ? [{ ...selection, selections }] : []
}
