import { operationFromDocument, Supergraph } from '@apollo/federation-internals'
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner'
import { parse } from 'graphql'

export interface Planner {
  /** @param text a valid document of one operation and the fragments it uses */
  plan(text: string): QueryPlan
}

/** Apollo's planner over a supergraph, in the thread that calls it. */
export function createPlanner(sdl: string): Planner {
  const supergraph = Supergraph.build(sdl)
  const planner = new QueryPlanner(supergraph)
  return {
    plan: (text) =>
      planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), parse(text), { validate: false })),
  }
}
