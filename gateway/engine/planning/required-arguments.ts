import type { FetchDataRewrite, FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner'
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql'
import type { RequiredField, RequiredFields } from './required-fields.ts'
import { splitRequirements } from './split-requirements.ts'

/**
 * A plan over the planner's supergraph as one over the subgraphs: a stand-in for a required field is asked for as that
 * field with its arguments, under the stand-in's name, and sent under the field's own.
 */
export function withArguments(plan: QueryPlan, required: RequiredFields): QueryPlan {
  if (required.fields.size === 0 || !plan.node) return plan
  if (plan.node.kind !== 'Subscription') return { ...plan, node: restore(plan.node, required) }
  const { primary, rest } = plan.node
  const node = {
    ...plan.node,
    primary: restoreFetch(primary, required),
    ...(rest && { rest: restore(rest, required) }),
  }
  return { ...plan, node }
}

function restore(node: PlanNode, required: RequiredFields): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((each) => restore(each, required)) }
    case 'Condition': {
      const { ifClause, elseClause } = node
      return {
        ...node,
        ...(ifClause && { ifClause: restore(ifClause, required) }),
        ...(elseClause && { elseClause: restore(elseClause, required) }),
      }
    }
    case 'Flatten': {
      const inner = node.node
      if (inner.kind !== 'Fetch') return { ...node, node: restore(inner, required) }
      const parts = splitRequirements(inner, required).map((each) => ({ ...node, node: restoreFetch(each, required) }))
      return parts.length === 1 && parts[0] ? parts[0] : { kind: 'Parallel', nodes: parts }
    }
    case 'Fetch':
      return restoreFetch(node, required)
    default:
      return node
  }
}

function restoreFetch(node: FetchNode, { fields }: RequiredFields): FetchNode {
  const renamers = node.requires?.flatMap((selection) => renamersOf(selection, [], fields)) ?? []
  return {
    ...node,
    operation: restoreOperation(node.operation, fields),
    ...(renamers.length > 0 && { inputRewrites: [...(node.inputRewrites ?? []), ...renamers] }),
  }
}

function restoreOperation(text: string, fields: ReadonlyMap<string, RequiredField>): string {
  if (![...fields.keys()].some((name) => text.includes(name))) return text
  const restored = visit(parse(text, { noLocation: true }), {
    Field(node) {
      const field = fields.get(node.name.value)
      if (!field) return undefined
      return {
        ...node,
        alias: node.name,
        name: { kind: Kind.NAME, value: field.standsFor },
        arguments: field.arguments,
      }
    },
  })
  return stripIgnoredCharacters(print(restored))
}

function renamersOf(
  selection: QueryPlanSelectionNode,
  path: readonly string[],
  fields: ReadonlyMap<string, RequiredField>,
): FetchDataRewrite[] {
  const isField = selection.kind === 'Field'
  const step = isField ? selection.name : selection.typeCondition && `... on ${selection.typeCondition}`
  const here = step === undefined ? path : [...path, step]
  const inner = (selection.selections ?? []).flatMap((each) => renamersOf(each, here, fields))
  const field = isField ? fields.get(selection.name) : undefined
  // What is inside is renamed first, while the way to it still leads over the stand-in's name.
  return field ? [...inner, { kind: 'KeyRenamer', path: [...here], renameKeyTo: field.standsFor }] : inner
}
