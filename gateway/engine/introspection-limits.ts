import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { invalid } from '../errors.ts'

/** Tools need none; by hand one asks for a few types. */
const MAX_ALIASES = 5

/**
 * Lists of introspection by what may hold what, as the introspection queries of tools do: a list holds only such as rank
 * higher. Fields of the types of fields would be the schema squared.
 */
const RANKS = new Map([
  ['types', 1],
  ['directives', 1],
  ['fields', 2],
  ['inputFields', 2],
  ['interfaces', 2],
  ['possibleTypes', 2],
  ['args', 3],
  ['enumValues', 3],
])

/**
 * Why the operation's introspection is more than is answered. It costs no subgraph anything, but is computed in one go:
 * the whole schema takes 25 ms of the event loop, and what passes here at most three times that.
 * @param operation valid, as are the fragments
 */
export function excessiveIntrospection(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): GraphQLError | undefined {
  const fieldsOf = ({ selections }: SelectionSetNode): FieldNode[] =>
    selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return node
      const spread = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
      return spread ? fieldsOf(spread.selectionSet) : []
    })
  let aliases = 0
  const isNested = (field: FieldNode, outerRank: number): boolean => {
    if (field.alias) aliases++
    const rank = RANKS.get(field.name.value)
    if (rank !== undefined && rank <= outerRank) return true
    return field.selectionSet ? fieldsOf(field.selectionSet).some((inner) => isNested(inner, rank ?? outerRank)) : false
  }
  const roots = fieldsOf(operation.selectionSet).filter(
    ({ name }) => name.value === '__schema' || name.value === '__type',
  )
  const schemas = roots.filter(({ name }) => name.value === '__schema')
  if (roots.some((root) => isNested(root, 0))) return tooLarge('`fields` and the like only once from `types` to a leaf')
  if (new Set(schemas.map(({ alias }) => alias?.value)).size > 1) return tooLarge('`__schema` only once')
  return aliases > MAX_ALIASES ? tooLarge(`at most ${MAX_ALIASES} aliases`) : undefined
}

const tooLarge = (bound: string) => invalid(`The introspection is too large: ${bound}.`)
