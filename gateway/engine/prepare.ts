import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner'
import type { DocumentNode, OperationDefinitionNode, OperationTypeNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Estimate } from '../policies/estimate.ts'
import { collectPolicyUses, type PolicyUse } from '../policies/policies.ts'
import { conditionVariables } from './conditions.ts'
import { compilePlan, type Step } from './execute.ts'
import { fragmentsOf } from './gather.ts'
import { introspector } from './introspect.ts'
import type { JsonObject } from './own.ts'
import type { Plan } from './planning/planner.ts'
import type { Renamed } from './planning/response-names.ts'
import { compileShape, type Shape } from './shape.ts'
import type { LoadedSupergraph } from './supergraph.ts'
import { compileVariables } from './variables.ts'
import { compileWriter, type Writer } from './writer.ts'

/** All that one set of values of the @skip and @include variables decides about an operation. */
export interface Variant {
  readonly write: Writer
  readonly policyUses: readonly PolicyUse[]
  introspect(variables: JsonObject): JsonObject
}

/** An operation planned and compiled once, run many times. Keeps the supergraph it was planned for. */
export interface PreparedOperation {
  readonly supergraph: LoadedSupergraph
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** SHA-256 of the document's text, in hex. */
  readonly hash: string
  /** The client's text; for metrics, lines and traces, so no longer than they should hold. */
  readonly name: string | undefined
  readonly kind: OperationTypeNode
  /** Run once; for a subscription, with each event as the root. */
  readonly plan: Step | undefined
  /** What is opened upstream, for a subscription. */
  readonly primary: FetchNode | undefined
  /** The client's response names by those of the plan, where they differ. */
  readonly clientNames: Renamed['client']
  /** @throws BAD_USER_INPUT */
  coerceVariables(variables: JsonObject): JsonObject
  /** Variables that decide @skip, @include and conditions of the plan. */
  readonly conditionVariables: readonly string[]
  variant(conditions: ReadonlyMap<string, boolean>): Variant
  readonly cost: Estimate
}

/** Each costs memory for every field; most clients use one or two. */
export const MAX_VARIANTS = 4
const LONGEST_NAME = 128

interface Planned {
  /** The operation alone, with the fragments it uses. */
  document: DocumentNode
  operation: OperationDefinitionNode
  hash: string
  plan: Plan
  cost: Estimate
}

/** Compiles an operation that has been planned. */
export function prepareOperation(
  supergraph: LoadedSupergraph,
  { document, operation, hash, plan, cost }: Planned,
): PreparedOperation {
  const { primary, rest } = partsOf(plan)
  return {
    supergraph,
    document,
    operation,
    hash,
    name: operation.name?.value.slice(0, LONGEST_NAME),
    kind: operation.operation,
    plan: rest && compilePlan(supergraph.fullSchema, rest),
    primary,
    clientNames: plan.renamed?.client ?? new Map(),
    coerceVariables: compileVariables(supergraph.apiSchema, operation.variableDefinitions ?? []),
    conditionVariables: conditionVariables(document),
    variant: variants(supergraph, { document, operation, isPlanned: plan.node !== undefined, renamed: plan.renamed }),
    cost,
  }
}

function partsOf({ node }: QueryPlan): { primary: FetchNode | undefined; rest: PlanNode | undefined } {
  return node?.kind === 'Subscription' ? { primary: node.primary, rest: node.rest } : { primary: undefined, rest: node }
}

interface Compilable {
  document: DocumentNode
  operation: OperationDefinitionNode
  isPlanned: boolean
  renamed: Renamed | undefined
}

function variants(supergraph: LoadedSupergraph, { document, operation, isPlanned, renamed }: Compilable) {
  const fragments = fragmentsOf(document)
  const known = new LRUCache<string, Variant>({ max: MAX_VARIANTS })
  return (conditions: ReadonlyMap<string, boolean>): Variant => {
    const key = conditions.size === 0 ? '' : [...conditions.values()].map(Number).join('')
    const before = known.get(key)
    if (before) return before
    const { apiSchema: schema, policies: index } = supergraph
    const shape = compileShape({ schema, fragments, conditions, renamed }, operation)
    if (!isPlanned) checkNothingAsked(shape)
    const variant: Variant = {
      write: compileWriter(schema, shape),
      policyUses: collectPolicyUses({ schema, index, fragments, conditions }, operation),
      introspect: introspector(schema, shape, operation, document),
    }
    known.set(key, variant)
    return variant
  }
}

/** A plan without a fetch answers only introspection; were data asked for, null would be a lie. */
function checkNothingAsked(shape: Shape): void {
  const asked = shape.fieldsOf(shape.type).find(({ kind }) => kind === 'field')
  if (asked) throw new Error(`The plan is empty, yet ${asked.name} was asked for.`)
}
