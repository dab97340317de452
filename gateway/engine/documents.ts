import { createHash } from 'node:crypto'
import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  print,
  specifiedRules,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Span } from '#lib/tracing.ts'
import { fault, Refused } from '../errors.ts'
import type { GatewayMetrics } from '../metrics.ts'
import type { ObservedOperation } from '../observe/operations.ts'
import { checkCost, estimateCost } from '../policies/cost.ts'
import type { Estimate } from '../policies/estimate.ts'
import { checkLimits, LIMITS } from '../policies/limits.ts'
import { documentWeight } from './document-weight.ts'
import { fragmentsOf } from './gather.ts'
import { withoutIntrospection } from './introspect.ts'
import { excessiveIntrospection } from './introspection-limits.ts'
import type { Planning } from './planning/planning-thread.ts'
import { type PreparedOperation, prepareOperation } from './prepare.ts'
import type { LoadedSupergraph } from './supergraph.ts'

/** A document as clients send it, and which of its operations is meant. */
export interface KnownOperation {
  text: string
  operationName: string | undefined
}

export interface Documents {
  /** @throws Refused: syntax, size, validity, cost, no such operation; UNAVAILABLE where too many wait to be planned */
  prepare(
    text: string,
    operationName: string | undefined,
    observed?: Pick<ObservedOperation, 'span'>,
  ): Promise<PreparedOperation>
  /** What was asked for most, first the most. */
  mostUsed(count: number): KnownOperation[]
}

/** A document that may be run, and its operations as far as they were planned. */
interface ValidDocument {
  readonly document: DocumentNode
  readonly hash: string
  readonly costs: ReadonlyMap<OperationDefinitionNode, Estimate>
  readonly operations: Map<string, PreparedEntry>
}

interface PreparedEntry {
  readonly operationName: string | undefined
  readonly prepared: Promise<PreparedOperation>
  /** `until` on the clock of performance.now(). */
  state: { kind: 'planning' } | { kind: 'planned' } | { kind: 'refused'; until: number }
  uses: number
}

export interface DocumentsOptions {
  supergraph: LoadedSupergraph
  planning: Pick<Planning, 'plan'>
  introspection: boolean
  /** What the documents that are kept may take of memory. */
  maxBytes?: number
  metrics?: PlanMetrics | undefined
}

export type PlanMetrics = Pick<GatewayMetrics, 'preparations' | 'planDuration'>

const MAX_DOCUMENTS = 1_000
/** Of all of them together, by an estimate that is rather too high. */
const MAX_BYTES = 128 << 20
/** A machine that stalls for a moment makes any operation look too complex: that is believed for so long. */
const REFUSED_MS = 60_000

/** The documents that clients send, each parsed, checked and planned once; the least used are forgotten. */
export function createDocuments(options: DocumentsOptions): Documents {
  const known = new LRUCache<string, ValidDocument>({
    max: MAX_DOCUMENTS,
    maxSize: options.maxBytes ?? MAX_BYTES,
    sizeCalculation: ({ document }, text) => documentWeight(text, document),
  })
  const hits = options.metrics?.preparations.labels('hit')
  const misses = options.metrics?.preparations.labels('miss')
  return {
    async prepare(text, operationName, observed) {
      let valid = known.get(text)
      if (!valid) {
        valid = readDocument(options.supergraph, text, options.introspection)
        known.set(text, valid)
      }
      const before = found(valid, operationName)
      const entry = before ?? enter(options, valid, operationName)
      entry.uses++
      if (before) hits?.inc()
      else misses?.inc()
      return before ? before.prepared : inSpan(observed?.span('plan'), entry.prepared)
    },
    mostUsed(count) {
      const all = [...known].flatMap(([text, { operations }]) =>
        [...new Set(operations.values())]
          .filter(({ state }) => state.kind === 'planned')
          .map(({ operationName, uses }) => ({ text, operationName, uses })),
      )
      return all.sort((a, b) => b.uses - a.uses).slice(0, count)
    },
  }
}

function found({ operations }: ValidDocument, operationName = ''): PreparedEntry | undefined {
  const entry = operations.get(operationName)
  return entry?.state.kind === 'refused' && performance.now() >= entry.state.until ? undefined : entry
}

/** All who ask for an operation while it is planned wait for the same plan. */
function enter(options: DocumentsOptions, valid: ValidDocument, operationName: string | undefined): PreparedEntry {
  const operation = getOperationAST(valid.document, operationName)
  if (!operation) {
    const message = 'The document has no operation of that name, or several and no name was given.'
    throw refused('OPERATION_RESOLUTION_FAILURE', message)
  }
  const name = operation.name?.value ?? ''
  const entry: PreparedEntry = found(valid, name) ?? {
    operationName,
    prepared: plan(options, valid, operation),
    state: { kind: 'planning' },
    uses: 0,
  }
  // Of an only operation clients may give the name, or none.
  const keys = [name, operationName ?? '']
  for (const key of keys) valid.operations.set(key, entry)
  entry.prepared.then(
    () => {
      entry.state = { kind: 'planned' }
    },
    (error: unknown) => {
      if (error instanceof Refused) entry.state = { kind: 'refused', until: performance.now() + REFUSED_MS }
      else for (const key of keys) valid.operations.delete(key)
    },
  )
  return entry
}

async function inSpan<T>(span: Span | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work
  } finally {
    span?.end()
  }
}

async function plan(
  { supergraph, planning, metrics }: DocumentsOptions,
  { document, hash, costs }: ValidDocument,
  operation: OperationDefinitionNode,
): Promise<PreparedOperation> {
  const done = metrics?.planDuration.startTimer()
  const own = onlyOperation(document, operation)
  const plan = await planning.plan(print(withoutIntrospection(own)))
  const prepared = prepareOperation(supergraph, {
    document: own,
    operation,
    hash,
    plan,
    cost: costs.get(operation) ?? 0,
  })
  done?.()
  return prepared
}

/** The document without its other operations, whose variables and conditions do not count. */
function onlyOperation(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
  return { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }
}

/** Sizes come first: validation itself takes quadratic time on a field that is named thousands of times. */
function readDocument(supergraph: LoadedSupergraph, text: string, introspection: boolean): ValidDocument {
  const document = parseText(text)
  const tooLarge = checkLimits(document)
  if (tooLarge) throw new Refused([tooLarge])
  const errors = validationErrors(supergraph, document, introspection)
  if (errors.length > 0) throw new Refused(errors.map(withCode))
  return {
    document,
    costs: costsOf(supergraph, document),
    hash: createHash('sha256').update(text).digest('hex'),
    operations: new Map(),
  }
}

/** A condition of a subscription's root field by a variable makes graphql 16 throw its error instead of returning it. */
function validationErrors({ apiSchema }: LoadedSupergraph, document: DocumentNode, introspection: boolean) {
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  try {
    return validate(apiSchema, document, rules, { maxErrors: LIMITS.validationErrors })
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: LIMITS.tokens })
  } catch (error) {
    throw refused('GRAPHQL_PARSE_FAILED', error instanceof Error ? error.message : String(error))
  }
}

/**
 * Of each operation, before any is planned. What the lengths of lists that are variables add is known, and checked, when
 * an operation is admitted.
 * @throws Refused where one costs too much, or asks for too much of the schema
 */
function costsOf({ apiSchema: schema, costs: rules }: LoadedSupergraph, document: DocumentNode) {
  const costs = new Map<OperationDefinitionNode, Estimate>()
  const fragments = fragmentsOf(document)
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const excessive = excessiveIntrospection(definition, fragments)
    if (excessive) throw new Refused([excessive])
    const cost = estimateCost({ schema, rules, fragments }, definition)
    checkCost(cost, rules)
    costs.set(definition, cost)
  }
  return costs
}

const refused = (code: string, message: string) => new Refused([fault(code, message)])

function withCode({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
}
