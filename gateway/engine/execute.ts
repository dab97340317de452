import type { FetchNode, PlanNode } from '@apollo/query-planner'
import type { GraphQLError, GraphQLSchema } from 'graphql'
import type { FetchSubgraph } from '../subgraphs/request.ts'
import { compileEntityFetch } from './fetch-entities.ts'
import { fetchFailure } from './fetch-errors.ts'
import { compileRootFetch } from './fetch-root.ts'
import type { JsonObject } from './own.ts'
import { descend, type Target } from './targets.ts'

export interface Execution {
  /** The response so far. */
  readonly root: JsonObject
  /** As the client sent them: subgraphs coerce them again. */
  readonly variables: JsonObject
  /** Of the variables that decide @skip, @include and the plan's conditions. */
  readonly conditions: ReadonlyMap<string, boolean>
  readonly fetch: FetchSubgraph
  readonly errors: GraphQLError[]
}

/** A node of a plan, ready to run on at least one target; undefined where there was nothing to wait for. */
export type Step = (x: Execution, targets: readonly Target[]) => Promise<void> | undefined

/**
 * Compiles a plan: what the subgraphs answer will be merged into the targets' objects, what they complain of into
 * `errors`. A plan this gateway would run wrongly is refused here, not half-way through a mutation.
 * @param schema with every type of the supergraph, also those that clients do not see
 */
export function compilePlan(schema: GraphQLSchema, node: PlanNode): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((child) => compilePlan(schema, child)))
    case 'Parallel':
      return inParallel(node.nodes.map((child) => compilePlan(schema, child)))
    case 'Flatten': {
      const step = compilePlan(schema, node.node)
      return (x, targets) => {
        const below = descend(targets, node.path)
        return below.length > 0 ? step(x, below) : undefined
      }
    }
    case 'Condition': {
      const [met, unmet] = [node.ifClause, node.elseClause].map((clause) => clause && compilePlan(schema, clause))
      return (x, targets) => (x.conditions.get(node.condition) ? met : unmet)?.(x, targets)
    }
    case 'Fetch':
      return compileFetch(schema, node)
    default:
      throw new Error(`The plan has a ${node.kind} node, which this gateway cannot run.`)
  }
}

function inSequence(steps: readonly Step[]): Step {
  return async (x, targets) => {
    for (const step of steps) await step(x, targets)
  }
}

function inParallel(steps: readonly Step[]): Step {
  return async (x, targets) => {
    await Promise.all(steps.map((step) => step(x, targets)))
  }
}

/** One subgraph's failure leaves the rest of the answer standing: its fields are null, and an error says why. */
function compileFetch(schema: GraphQLSchema, node: FetchNode): Step {
  // A supergraph with contexts is refused when it is loaded, as ApolloGateway does, so none should ever come here.
  if (node.contextRewrites?.length) throw new Error('The plan passes @fromContext values, which is not built.')
  const fetch = node.requires ? compileEntityFetch(schema, node) : compileRootFetch(schema, node)
  return async (x, targets) => {
    try {
      await fetch(x, targets)
    } catch (error) {
      x.errors.push(fetchFailure(node, error, targets.length === 1 ? targets[0]?.path : undefined))
    }
  }
}
