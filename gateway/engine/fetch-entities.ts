import type { FetchNode } from '@apollo/query-planner'
import { type GraphQLFormattedError, type GraphQLSchema, isInterfaceType } from 'graphql'
import type { Execution, Step } from './execute.ts'
import { MAX_ERRORS_PER_FETCH, subgraphError } from './fetch-errors.ts'
import { mergeInto } from './merge.ts'
import { getOwn, isObject, type JsonObject, setOwn } from './own.ts'
import { compileRepresentation } from './representations.ts'
import { compileRequest } from './request-body.ts'
import { applyRewrites } from './rewrites.ts'
import { pathToArray, type Target } from './targets.ts'

/** All places that show the same entity, by the JSON of its representation. */
type Groups = Map<string, Target[]>

/** Asks a subgraph about entities, about each one once, wherever it stands in the response. */
export function compileEntityFetch(schema: GraphQLSchema, node: FetchNode): Step {
  const representationOf = compileRepresentation(schema, node)
  const requestOf = compileRequest(node)
  return async (x, targets) => {
    const groups: Groups = new Map()
    for (const target of targets) {
      const representation = representationOf(target.object)
      if (representation === undefined) continue
      const group = groups.get(representation)
      if (group) group.push(target)
      else groups.set(representation, [target])
    }
    if (groups.size === 0) return
    const { data, errors } = await x.fetch(requestOf(x.variables, [...groups.keys()]))
    if (errors) for (const error of errors) pushEntityError(x, node, error, groups)
    if (data) mergeEntities(schema, node, groups, entitiesOf(node, data, groups))
  }
}

function entitiesOf(node: FetchNode, data: JsonObject, { size }: Groups): unknown[] {
  const entities = getOwn(data, '_entities')
  if (Array.isArray(entities) && entities.length === size) return entities
  throw new Error(`${node.serviceName} did not answer with the ${size} entities it was asked for.`)
}

function mergeEntities(schema: GraphQLSchema, node: FetchNode, groups: Groups, entities: unknown[]): void {
  let i = 0
  for (const [representation, targets] of groups) {
    const entity = entities[i++]
    if (!isObject(entity)) continue
    if (node.outputRewrites) rewrite(schema, node, entity, representation)
    if (node.inputRewrites) dropInterfaceName(schema, entity)
    for (const { object } of targets) mergeInto(object, entity)
  }
}

/** Asked for as an interface object, an entity calls itself that; what it really is was known before. */
function dropInterfaceName(schema: GraphQLSchema, entity: JsonObject): void {
  const name = getOwn(entity, '__typename')
  if (typeof name === 'string' && isInterfaceType(schema.getType(name))) delete entity.__typename
}

/** Rewrites are found by type; the entity is of the type that was asked about unless it says otherwise. */
function rewrite(schema: GraphQLSchema, node: FetchNode, entity: JsonObject, representation: string): void {
  if (!Object.hasOwn(entity, '__typename')) setOwn(entity, '__typename', JSON.parse(representation).__typename)
  applyRewrites(schema, node.outputRewrites, entity)
}

function pushEntityError(x: Execution, node: FetchNode, error: GraphQLFormattedError, groups: Groups): void {
  const [root, index, ...rest] = error.path ?? []
  const targets = root === '_entities' && typeof index === 'number' ? [...groups.values()][index] : undefined
  if (!targets) {
    x.errors.push(subgraphError(node, error, undefined))
    return
  }
  for (const { path } of targets.slice(0, MAX_ERRORS_PER_FETCH)) {
    x.errors.push(subgraphError(node, error, [...pathToArray(path), ...rest]))
  }
}
