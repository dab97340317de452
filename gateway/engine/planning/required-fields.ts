import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type TypeNode,
} from 'graphql'
import { argumentOf, type FieldsType } from './supergraph-types.ts'

/** A field with arguments that some @requires names, as the planner knows it: a field of its own without arguments. */
export interface RequiredField {
  readonly standsFor: string
  readonly arguments: readonly ArgumentNode[]
}

export interface RequiredFields {
  /** By the name that the planner knows. */
  readonly fields: ReadonlyMap<string, RequiredField>
  /** Which of them a field with @requires needs, by `Type.field`; by that of an interface, what any type needs for it. */
  readonly neededBy: ReadonlyMap<string, ReadonlySet<string>>
}

interface Rewriting {
  readonly types: ReadonlyMap<string, FieldsType>
  readonly taken: Set<string>
  readonly fields: Map<string, RequiredField & { key: string; owners: Set<string> }>
  readonly neededBy: Map<string, Set<string>>
}

/** Puts a field of its own in place of each field with arguments in the @requires of these types. */
export function rewriteRequirements(types: readonly FieldsType[]): { types: FieldsType[]; required: RequiredFields } {
  const r: Rewriting = {
    types: new Map(types.map((type) => [type.name.value, type])),
    taken: new Set(types.flatMap(({ fields }) => fields?.map(({ name }) => name.value) ?? [])),
    fields: new Map(),
    neededBy: new Map(),
  }
  const rewritten = types.map((type) => ({
    ...type,
    fields: (type.fields ?? []).map((field) => rewriteField(r, type.name.value, field)),
  }))
  return { types: rewritten.map((type) => ({ ...type, fields: [...type.fields, ...added(r, type)] })), required: r }
}

function rewriteField(r: Rewriting, type: string, field: FieldDefinitionNode): FieldDefinitionNode {
  const directives = field.directives?.map((directive): ConstDirectiveNode => {
    const requires = argumentOf(directive, 'requires')
    if (directive.name.value !== 'join__field' || typeof requires !== 'string' || !requires.includes('(')) {
      return directive
    }
    const value = rewriteSelections(r, { type, field: field.name.value }, requires)
    return {
      ...directive,
      arguments: (directive.arguments ?? []).map((argument) =>
        argument.name.value === 'requires' ? { ...argument, value: { kind: Kind.STRING, value } } : argument,
      ),
    }
  })
  return directives ? { ...field, directives } : field
}

function rewriteSelections(r: Rewriting, { type, field }: { type: string; field: string }, requires: string): string {
  const [operation] = parse(`{ ${requires} }`, { noLocation: true }).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`@requires is no selection: ${requires}`)
  const needed = new Set<string>()
  const selections = operation.selectionSet.selections.map((node) => rewriteSelection(r, needed, type, node))
  for (const owner of [type, ...(r.types.get(type)?.interfaces?.map(({ name }) => name.value) ?? [])]) {
    const known = r.neededBy.get(`${owner}.${field}`)
    r.neededBy.set(`${owner}.${field}`, new Set([...(known ?? []), ...needed]))
  }
  return selections.map((node) => print(node)).join(' ')
}

function rewriteSelection(r: Rewriting, needed: Set<string>, type: string, node: SelectionNode): SelectionNode {
  if (node.kind === Kind.FRAGMENT_SPREAD) return node
  const inner = node.kind === Kind.FIELD ? typeOfField(r, type, node) : (node.typeCondition?.name.value ?? type)
  const selectionSet = node.selectionSet && {
    ...node.selectionSet,
    selections: node.selectionSet.selections.map((child) => rewriteSelection(r, needed, inner, child)),
  }
  if (node.kind === Kind.INLINE_FRAGMENT) return selectionSet ? { ...node, selectionSet } : node
  const name = node.arguments?.length ? standIn(r, type, node) : node.name.value
  if (name !== node.name.value) needed.add(name)
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name }, ...(selectionSet && { selectionSet }) }
}

/** The same field with the same arguments is the same stand-in, on whatever type. */
function standIn(r: Rewriting, type: string, { name, arguments: args = [] }: FieldNode): string {
  const key = `${name.value}(${args.map((argument) => print(argument)).sort()})`
  for (const [known, field] of r.fields) {
    if (field.key !== key) continue
    field.owners.add(type)
    return known
  }
  let number = r.fields.size + 1
  while (r.taken.has(`${name.value}_required${number}`)) number++
  const made = `${name.value}_required${number}`
  r.taken.add(made)
  r.fields.set(made, { key, standsFor: name.value, arguments: args, owners: new Set([type]) })
  return made
}

/** The stand-ins that a type gets: its own, and those of the interfaces it implements. */
function added(r: Rewriting, type: FieldsType): FieldDefinitionNode[] {
  const names = [type.name.value, ...(type.interfaces?.map(({ name }) => name.value) ?? [])]
  return [...r.fields].flatMap(([made, { standsFor, owners }]) => {
    const field = type.fields?.find(({ name }) => name.value === standsFor)
    if (!field || !names.some((name) => owners.has(name))) return []
    return { ...field, name: { kind: Kind.NAME as const, value: made }, arguments: [] }
  })
}

function typeOfField(r: Rewriting, type: string, { name }: FieldNode): string {
  const field = r.types.get(type)?.fields?.find((each) => each.name.value === name.value)
  return field ? nameOf(field.type) : ''
}

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type))
