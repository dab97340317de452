import { operationFromDocument, Supergraph } from '@apollo/federation-internals'
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner'
import { parse } from 'graphql'
import { neverEmpty } from './never-empty.ts'
import { plannerSupergraph } from './planner-supergraph.ts'
import { withArguments } from './required-arguments.ts'
import { apartFrom, plannersNames, type Renamed } from './response-names.ts'

export interface Plan extends QueryPlan {
  readonly renamed?: Renamed
}

export interface Planner {
  /** @param text a valid document of one operation and the fragments it uses */
  plan(text: string): Plan
}

/** Apollo's planner over a supergraph, in the thread that calls it. */
export function createPlanner(sdl: string): Planner {
  const { sdl: changed, required } = plannerSupergraph(sdl)
  // A field that is there for the sake of a @requires alone has no use any more once that names a stand-in.
  const supergraph = Supergraph.build(changed, { validateSupergraph: required.fields.size === 0 })
  const planner = new QueryPlanner(supergraph)
  const names = plannersNames(changed)
  return {
    plan(text) {
      const { document, renamed } = apartFrom(names, parse(text))
      const operation = operationFromDocument(supergraph.apiSchema(), neverEmpty(document), { validate: false })
      return { ...withArguments(planner.buildQueryPlan(operation), required), renamed }
    },
  }
}
