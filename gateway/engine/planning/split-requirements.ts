import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner'
import { type FieldNode, Kind, parse, print, type SelectionNode, stripIgnoredCharacters, visit } from 'graphql'
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
  readonly fields: Set<string>
  readonly needed: Set<string>
}

/** The fields selected of the entities, by response name. */
function fieldsOf(operation: string): FieldNode[] {
  const found: FieldNode[] = []
  let depth = 0
  visit(parse(operation), {
    Field: {
      enter(node) {
        if (depth === 1) found.push(node)
        depth++
      },
      leave() {
        depth--
      },
    },
  })
  return found
}

function groupsOf(fields: readonly FieldNode[], required: RequiredFields): Group[] {
  const groups: Group[] = []
  for (const field of fields) {
    const needed = required.neededBy.get(field.name.value) ?? new Set<string>()
    const group = groups.find((each) => agree([...each.needed, ...needed], required))
    const home = group ?? { fields: new Set(), needed: new Set() }
    if (!group) groups.push(home)
    home.fields.add(responseName(field))
    for (const name of needed) home.needed.add(name)
  }
  return groups
}

/** Whether no two of these stand for one field. */
function agree(names: readonly string[], { fields }: RequiredFields): boolean {
  const distinct = new Set(names)
  return new Set([...distinct].map((name) => fields.get(name)?.standsFor)).size === distinct.size
}

const responseName = ({ alias, name }: FieldNode) => (alias ?? name).value

function partOf(node: FetchNode, { fields, needed }: Group, required: RequiredFields): FetchNode {
  let depth = 0
  const reduced = visit(parse(node.operation, { noLocation: true }), {
    Field: {
      enter(field) {
        if (depth === 1 && !fields.has(responseName(field))) return null
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
