import { type DocumentNode, type FieldNode, Kind, parse, visit } from 'graphql'
import { argumentOf, isFieldsType } from './supergraph-types.ts'

/** Response names that the planner knows by another name, by the client's name. */
export type Renamed = ReadonlyMap<string, string>

/**
 * The names that the planner puts beside the client's fields: of keys, of what @requires names, and `__typename`.
 * @param sdl of the planner's supergraph
 */
export function plannersNames(sdl: string): ReadonlySet<string> {
  const names = new Set(['__typename'])
  for (const type of parse(sdl, { noLocation: true }).definitions.filter(isFieldsType)) {
    const all = [...(type.directives ?? []), ...(type.fields?.flatMap(({ directives }) => directives ?? []) ?? [])]
    for (const directive of all) {
      for (const argument of ['key', 'requires']) {
        const fields = directive.name.value.startsWith('join__') ? argumentOf(directive, argument) : undefined
        if (typeof fields === 'string')
          visit(parse(`{ ${fields} }`), { Field: ({ name }) => void names.add(name.value) })
      }
    }
  }
  return names
}

/**
 * The document with a name of our own wherever the client gives one of the planner's names to something else. The planner
 * would write its own value over the client's, or the client's into an entity's key.
 */
export function apartFrom(
  names: ReadonlySet<string>,
  document: DocumentNode,
): { document: DocumentNode; renamed: Renamed } {
  const renamed = new Map<string, string>()
  const taken = new Set(names)
  visit(document, { Field: ({ alias, name }) => void taken.add(name.value).add(alias?.value ?? name.value) })
  const apart = visit(document, {
    Field(node) {
      const name = responseName(node)
      if (!names.has(name) || isItself(node)) return undefined
      const value = renamed.get(name) ?? freeName(name, taken)
      renamed.set(name, value)
      return { ...node, alias: { kind: Kind.NAME, value } }
    },
  })
  return { document: apart, renamed }
}

/** What a field is called in the plan, and so in what the subgraphs answer. */
export function plannedName(renamed: Renamed | undefined, node: FieldNode): string {
  const name = responseName(node)
  return (!isItself(node) && renamed?.get(name)) || name
}

function freeName(name: string, taken: Set<string>): string {
  // Names that begin with two underscores are GraphQL's own.
  const base = name.replace(/^_+/, '')
  let number = 1
  while (taken.has(`${base}_${number}`)) number++
  taken.add(`${base}_${number}`)
  return `${base}_${number}`
}

/** Whether a field is what the planner means by its name: with arguments it may be another value. */
const isItself = (node: FieldNode) => responseName(node) === node.name.value && !node.arguments?.length

const responseName = ({ alias, name }: FieldNode) => (alias ?? name).value
