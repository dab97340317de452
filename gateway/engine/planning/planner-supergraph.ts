import { type ConstDirectiveNode, Kind, parse, print } from 'graphql'
import { type RequiredFields, rewriteRequirements } from './required-fields.ts'
import { argumentOf, type FieldsType, isFieldsType } from './supergraph-types.ts'

/** A supergraph as its planner sees it. */
export interface PlannerSupergraph {
  readonly sdl: string
  readonly required: RequiredFields
}

/**
 * The supergraph with two changes that keep Apollo's planner from planning wrongly. It takes the first key of a subgraph
 * that it has the fields of, even one by which that subgraph resolves nothing: the others come first here. And it asks for
 * what @requires names under the field's own name, whatever its arguments, so that it collides with the client's use of
 * the field or with another requirement: a required field with arguments is a field of its own here.
 */
export function plannerSupergraph(sdl: string): PlannerSupergraph {
  const { definitions } = parse(sdl)
  const { types, required } = rewriteRequirements(definitions.filter(isFieldsType))
  const changed = new Map(types.map((type) => [type.name.value, resolvableKeysFirst(type)]))
  const all = definitions.map((each) => (isFieldsType(each) && changed.get(each.name.value)) || each)
  return { sdl: print({ kind: Kind.DOCUMENT, definitions: all }), required }
}

function resolvableKeysFirst(type: FieldsType): FieldsType {
  const isLast = (directive: ConstDirectiveNode) => Number(argumentOf(directive, 'resolvable') === false)
  return { ...type, directives: (type.directives ?? []).toSorted((a, b) => isLast(a) - isLast(b)) }
}
