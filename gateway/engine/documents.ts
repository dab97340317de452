import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { checkCost } from '../policies/cost.ts'
import { checkLimits, LIMITS } from '../policies/limits.ts'
import { fragmentsOf } from './gather.ts'

/** @param key tells documents apart, such as a hash of the text */
export type DocumentChecker = (key: string, document: DocumentNode) => readonly GraphQLError[]

const MAX_DOCUMENTS = 2_000

/**
 * Finds what is wrong with a document: size, validity, cost; what was right before is not looked at again. Sizes come first: validation itself
 * takes quadratic time on a field that is named thousands of times.
 */
export function createDocumentChecker(schema: GraphQLSchema, introspection: boolean): DocumentChecker {
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  const valid = new LRUCache<string, true>({ max: MAX_DOCUMENTS })
  return (key, document) => {
    if (valid.has(key)) return []
    const tooLarge = checkLimits(document)
    if (tooLarge) return [tooLarge]
    const errors = validate(schema, document, rules, { maxErrors: LIMITS.validationErrors })
    if (errors.length > 0) return errors.map(withCode)
    const tooDear = costFaultOf(schema, document)
    if (tooDear) return [tooDear]
    valid.set(key, true)
    return []
  }
}

/** What the lengths of lists that are variables add is known, and checked, when an operation is admitted. */
function costFaultOf(schema: GraphQLSchema, document: DocumentNode): GraphQLError | undefined {
  const fragments = fragmentsOf(document)
  for (const definition of document.definitions) {
    const fault =
      definition.kind === Kind.OPERATION_DEFINITION ? checkCost({ schema, fragments }, definition).fault : undefined
    if (fault) return fault
  }
  return undefined
}

function withCode({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
}
