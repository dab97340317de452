import { type DocumentNode, type FieldNode, Kind, type ObjectFieldNode, parse, print, visit } from 'graphql'
import { argumentOf, isFieldsType } from './supergraph-types.ts'

/** Response names that are others in the plan. */
export interface Renamed {
  /** The plan's, by the client's and what it stands for. */
  readonly planned: ReadonlyMap<string, string>
  /** The client's, by the plan's. */
  readonly client: ReadonlyMap<string | number, string>
}

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
 * The document with each response name standing for one thing, and the planner's names for what it means by them; what
 * else the client gives such a name to gets one of our own. The planner would write its own value over the client's, or
 * the client's into an entity's key; and it fills in the entities of a list whatever the type of what holds them.
 */
export function apartFrom(
  names: ReadonlySet<string>,
  document: DocumentNode,
): { document: DocumentNode; renamed: Renamed } {
  const planned = new Map<string, string>()
  const client = new Map<string, string>()
  const meanings = new Map([...names].map((name) => [name, name]))
  const taken = new Set(names)
  visit(document, { Field: ({ alias, name }) => void taken.add(name.value).add(alias?.value ?? name.value) })
  const apart = visit(document, {
    Field(node) {
      const [name, meaning] = [responseName(node), meaningOf(node)]
      const before = meanings.get(name)
      if (before === undefined) meanings.set(name, meaning)
      if (before === undefined || before === meaning) return undefined
      const value = planned.get(`${name} ${meaning}`) ?? freeName(name, taken)
      planned.set(`${name} ${meaning}`, value)
      client.set(value, name)
      return { ...node, alias: { kind: Kind.NAME, value } }
    },
  })
  return { document: apart, renamed: { planned, client } }
}

/** What a field is called in the plan, and so in what the subgraphs answer. */
export function plannedName(renamed: Renamed | undefined, node: FieldNode): string {
  const name = responseName(node)
  return (renamed?.planned.size && renamed.planned.get(`${name} ${meaningOf(node)}`)) || name
}

/** Alike for fields that may merge: the order of arguments, or of fields in them, is no difference. */
function meaningOf({ name, arguments: args = [] }: FieldNode): string {
  if (args.length === 0) return name.value
  const texts = args.map((argument) =>
    print(
      visit(argument, {
        ObjectValue: { leave: (node) => ({ ...node, fields: node.fields.toSorted(byName) }) },
        StringValue: (node) => ({ ...node, block: false }),
      }),
    ),
  )
  return `${name.value}(${texts.sort()})`
}

const byName = (a: ObjectFieldNode, b: ObjectFieldNode) => (a.name.value < b.name.value ? -1 : 1)

function freeName(name: string, taken: Set<string>): string {
  // Names that begin with two underscores are GraphQL's own.
  const base = name.replace(/^_+/, '')
  let number = 1
  while (taken.has(`${base}_${number}`)) number++
  taken.add(`${base}_${number}`)
  return `${base}_${number}`
}

const responseName = ({ alias, name }: FieldNode) => (alias ?? name).value
