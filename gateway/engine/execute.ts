import type { FetchNode, PlanNode } from '@apollo/query-planner'
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql'
import type { FetchSubgraph, SubgraphResponse } from '../subgraphs/request.ts'
import { mergeInto } from './merge.ts'
import { getOwn, isObject, type JsonObject, setOwn } from './own.ts'
import { representationOf } from './representations.ts'
import { applyRewrites } from './rewrites.ts'
import { descend, type Path, pathToArray, type Target } from './targets.ts'

export interface Execution {
  /** With every type of the supergraph, also those that clients do not see. */
  readonly schema: GraphQLSchema
  /** As the client sent them: subgraphs coerce them again. */
  readonly variables: JsonObject
  /** Of the variables that decide @skip, @include and the plan's conditions. */
  readonly conditions: ReadonlyMap<string, boolean>
  readonly fetch: FetchSubgraph
  readonly errors: GraphQLError[]
}

/** An entity missing from hundreds of places is one fault: no more than this many errors tell of it. */
const MAX_ERRORS_PER_FETCH = 100

/** Runs a plan: what the subgraphs answer is merged into the targets' objects, what they complain of into `errors`. */
export async function executeNode(x: Execution, node: PlanNode, targets: readonly Target[]): Promise<void> {
  if (targets.length === 0) return
  switch (node.kind) {
    case 'Sequence':
      for (const child of node.nodes) await executeNode(x, child, targets)
      return
    case 'Parallel':
      await Promise.all(node.nodes.map((child) => executeNode(x, child, targets)))
      return
    case 'Flatten':
      return executeNode(x, node.node, descend(targets, node.path))
    case 'Condition': {
      const branch = x.conditions.get(node.condition) ? node.ifClause : node.elseClause
      return branch && executeNode(x, branch, targets)
    }
    case 'Fetch':
      return fetchInto(x, node, targets)
    default:
      throw new Error(`The plan has a ${node.kind} node, which this gateway cannot run.`)
  }
}

/** One subgraph's failure leaves the rest of the answer standing: its fields are null, and an error says why. */
async function fetchInto(x: Execution, node: FetchNode, targets: readonly Target[]): Promise<void> {
  try {
    await (node.requires ? fetchEntities(x, node, targets) : fetchRoot(x, node, targets))
  } catch (error) {
    x.errors.push(fetchFailure(node, error, targets.length === 1 ? targets[0]?.path : undefined))
  }
}

async function fetchRoot(x: Execution, node: FetchNode, targets: readonly Target[]): Promise<void> {
  const { data, errors = [] } = await send(x, node, usedVariables(x, node))
  for (const error of errors) {
    for (const { path } of targets.slice(0, MAX_ERRORS_PER_FETCH)) {
      x.errors.push(subgraphError(node, error, error.path && [...pathToArray(path), ...error.path]))
    }
  }
  if (!data) return
  applyRewrites(x.schema, node.outputRewrites, data)
  for (const { object } of targets) mergeInto(object, data)
}

async function fetchEntities(x: Execution, node: FetchNode, targets: readonly Target[]): Promise<void> {
  const groups = groupByRepresentation(x, node, targets)
  if (groups.length === 0) return
  const representations = groups.map((group) => group.representation)
  const answer = await send(x, node, { ...usedVariables(x, node), representations })
  for (const error of answer.errors ?? []) pushEntityError(x, node, error, groups)
  if (!answer.data) return
  const entities = getOwn(answer.data, '_entities')
  if (!Array.isArray(entities) || entities.length !== groups.length) {
    throw new Error(`${node.serviceName} did not answer with the ${groups.length} entities it was asked for.`)
  }
  groups.forEach((group, i) => {
    const entity: unknown = entities[i]
    if (!isObject(entity)) return
    // Rewrites are found by type; the entity is of the type that was asked about unless it says otherwise.
    if (node.outputRewrites && !Object.hasOwn(entity, '__typename'))
      setOwn(entity, '__typename', group.representation.__typename)
    applyRewrites(x.schema, node.outputRewrites, entity)
    for (const { object } of group.targets) mergeInto(object, entity)
  })
}

interface Group {
  representation: JsonObject
  targets: Target[]
}

/** One representation for all places that show the same entity. */
function groupByRepresentation(x: Execution, node: FetchNode, targets: readonly Target[]): Group[] {
  const groups = new Map<string, Group>()
  for (const target of targets) {
    const representation = representationOf(x.schema, target.object, node.requires ?? [])
    if (!representation) continue
    applyRewrites(x.schema, node.inputRewrites, representation)
    const key = JSON.stringify(representation)
    const group = groups.get(key)
    if (group) group.targets.push(target)
    else groups.set(key, { representation, targets: [target] })
  }
  return [...groups.values()]
}

function pushEntityError(x: Execution, node: FetchNode, error: GraphQLFormattedError, groups: readonly Group[]): void {
  const [root, index, ...rest] = error.path ?? []
  const group = root === '_entities' && typeof index === 'number' ? groups[index] : undefined
  if (!group) {
    x.errors.push(subgraphError(node, error, undefined))
    return
  }
  for (const { path } of group.targets.slice(0, MAX_ERRORS_PER_FETCH)) {
    x.errors.push(subgraphError(node, error, [...pathToArray(path), ...rest]))
  }
}

function send(x: Execution, node: FetchNode, variables: JsonObject): Promise<SubgraphResponse> {
  const { serviceName: subgraph, operationKind: kind, operation: query, operationName } = node
  return x.fetch({
    subgraph,
    kind,
    body: JSON.stringify({ query, variables, ...(operationName && { operationName }) }),
  })
}

function usedVariables(x: Execution, node: FetchNode): JsonObject {
  const used: JsonObject = {}
  for (const name of node.variableUsages ?? []) {
    const value = getOwn(x.variables, name)
    if (value !== undefined) setOwn(used, name, value)
  }
  return used
}

/** An error of a subgraph, at the place in the client's response that it is about. */
function subgraphError(
  node: FetchNode,
  error: GraphQLFormattedError,
  path: ReadonlyArray<string | number> | undefined,
): GraphQLError {
  return new GraphQLError(error.message || `${node.serviceName} failed without saying why.`, {
    ...(path && { path }),
    extensions: { ...error.extensions, serviceName: node.serviceName },
  })
}

function fetchFailure(node: FetchNode, error: unknown, path: Path | undefined): GraphQLError {
  const known = error instanceof GraphQLError ? error : undefined
  return new GraphQLError(known?.message ?? `${node.serviceName} could not be asked.`, {
    ...(path && { path: pathToArray(path) }),
    originalError: error instanceof Error ? error : new Error(String(error)),
    extensions: { code: 'INTERNAL_SERVER_ERROR', ...known?.extensions, serviceName: node.serviceName },
  })
}
