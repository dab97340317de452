import { createHash } from 'node:crypto'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { Refused } from '../errors.ts'
import { checkCost } from '../policies/cost.ts'
import { checkLimits, LIMITS } from '../policies/limits.ts'
import { fragmentsOf } from './gather.ts'
import { type PreparedOperation, prepareOperation } from './prepare.ts'
import type { LoadedSupergraph } from './supergraph.ts'

export interface Documents {
  /** @throws Refused: syntax, size, validity, cost, no such operation */
  prepare(text: string, operationName: string | undefined): PreparedOperation
}

/** A document that may be run, and its operations as far as they were planned. */
interface ValidDocument {
  readonly document: DocumentNode
  readonly hash: string
  readonly operations: Map<string, PreparedOperation>
}

const MAX_DOCUMENTS = 1_000
/** Characters of all of them together. */
const MAX_TEXT = 8_000_000

/** The documents that clients send, each parsed, checked and planned once; the least used are forgotten. */
export function createDocuments(supergraph: LoadedSupergraph, introspection: boolean): Documents {
  const known = new LRUCache<string, ValidDocument>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_TEXT,
    sizeCalculation: (_, text) => text.length + 1,
  })
  return {
    prepare(text, operationName) {
      let valid = known.get(text)
      if (!valid) {
        valid = readDocument(supergraph.apiSchema, text, introspection)
        known.set(text, valid)
      }
      const key = operationName ?? ''
      let prepared = valid.operations.get(key)
      if (!prepared) {
        prepared = planned(supergraph, valid, operationName)
        valid.operations.set(key, prepared)
      }
      return prepared
    },
  }
}

function planned(supergraph: LoadedSupergraph, { document, hash }: ValidDocument, operationName: string | undefined) {
  const operation = getOperationAST(document, operationName)
  if (operation) return prepareOperation(supergraph, { document, operation, hash })
  const message = 'The document has no operation of that name, or several and no name was given.'
  throw refused('OPERATION_RESOLUTION_FAILURE', message)
}

/** Sizes come first: validation itself takes quadratic time on a field that is named thousands of times. */
function readDocument(schema: GraphQLSchema, text: string, introspection: boolean): ValidDocument {
  const document = parseText(text)
  const tooLarge = checkLimits(document)
  if (tooLarge) throw new Refused([tooLarge])
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  const errors = validate(schema, document, rules, { maxErrors: LIMITS.validationErrors })
  if (errors.length > 0) throw new Refused(errors.map(withCode))
  const tooDear = costFaultOf(schema, document)
  if (tooDear) throw new Refused([tooDear])
  return { document, hash: createHash('sha256').update(text).digest('hex'), operations: new Map() }
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: LIMITS.tokens })
  } catch (error) {
    throw refused('GRAPHQL_PARSE_FAILED', error instanceof Error ? error.message : String(error))
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

const refused = (code: string, message: string) => new Refused([new GraphQLError(message, { extensions: { code } })])

function withCode({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
}
