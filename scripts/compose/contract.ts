import {
  buildASTSchema,
  type DocumentNode,
  type FieldDefinitionNode,
  findBreakingChanges,
  Kind,
  parse,
  print,
  visit,
} from 'graphql'
import { type SubgraphName, subgraphs } from './subgraphs.ts'

/** Reads a subgraph's whole schema text. */
export type ReadTypeDefs = (name: SubgraphName) => string

/** What a client written for `contract` would trip over in `current`, one sentence each. */
export function breakingChanges(contract: ReadTypeDefs, current: ReadTypeDefs): string[] {
  return subgraphs.flatMap(({ name }) => {
    const [before, after] = [parse(contract(name)), parse(current(name))]
    const changes = findBreakingChanges(schemaOf(before), schemaOf(after)).map(({ description }) => description)
    return [...changes, ...changedPolicies(before, after)].map((change) => `${name}: ${change}`)
  })
}

/** Without checks: the definitions of the federation directives are not part of the text. */
const schemaOf = (document: DocumentNode) => buildASTSchema(document, { assumeValid: true, assumeValidSDL: true })

/** findBreakingChanges looks at no applied directive, yet who may call a field, and how often, is part of the promise. */
function changedPolicies(before: DocumentNode, after: DocumentNode): string[] {
  const now = policies(after)
  return [...policies(before)].flatMap(([field, policy]) => {
    const current = now.get(field)
    return current === undefined || current === policy
      ? []
      : [`${field} has ${current || 'no policy'} instead of ${policy || 'none'}.`]
  })
}

const policyNames = ['auth', 'rateLimit', 'viewer', 'snapshot', 'key', 'shareable']

/** Type.field → its policy directives as text; the type itself stands as `Type`. */
function policies(document: DocumentNode): Map<string, string> {
  const found = new Map<string, string>()
  const textOf = (node: Pick<FieldDefinitionNode, 'directives'>) =>
    (node.directives ?? [])
      .filter(({ name }) => policyNames.includes(name.value))
      .map(print)
      .sort()
      .join(' ')
  visit(document, {
    enter(node) {
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return undefined
      found.set(node.name.value, textOf(node))
      for (const field of node.fields ?? []) found.set(`${node.name.value}.${field.name.value}`, textOf(field))
      return false
    },
  })
  return found
}
