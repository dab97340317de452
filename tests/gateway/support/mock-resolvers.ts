import { createHash } from 'node:crypto'
import { buildSubgraphSchema } from '@apollo/subgraph'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  type InterfaceTypeDefinitionNode,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql'

/**
 * What a mock knows of an object. The identity of an entity begins with its number, and so do its keys; another object's
 * is the way that led to it. All values follow from it, in whatever subgraph they are asked for.
 */
interface MockObject {
  __typename: string
  identity: string
  /** What @requires brought along. */
  required?: Record<string, unknown>
}

const ENTITIES = 5
/** One in so many values that may be null is, and one in so many fields fails. */
const NULLS = 7
const FAILURES = 29

/** Resolvers for every field of a subgraph whose answers follow from what is asked: the same ones, always and anywhere. */
export function mockResolvers(typeDefs: DocumentNode, possibleTypes: (name: string) => readonly string[]): object {
  const schema = buildSubgraphSchema({ typeDefs })
  const mock: Mock = { schema, possibleTypes, keys: keysOf(typeDefs), requires: requiresOf(typeDefs) }
  const resolvers: Record<string, object> = {}
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_')) continue
    if (isAbstractType(type)) resolvers[type.name] = abstractResolvers(mock, type.name)
    if (isObjectType(type)) resolvers[type.name] = resolversOf(mock, type)
  }
  return resolvers
}

/** An interface with a key is asked for by interface objects of other subgraphs: which of its types is it? */
function abstractResolvers(mock: Mock, name: string): object {
  const types = mock.possibleTypes(name)
  return {
    __resolveType: (object: MockObject) => object.__typename,
    ...(mock.keys.has(name) && {
      __resolveReference: (reference: Record<string, unknown>) => {
        const object = found(name, mock.keys.get(name), reference)
        return { ...object, __typename: types[Number(object.identity) % types.length] }
      },
    }),
  }
}

interface Mock {
  schema: GraphQLSchema
  possibleTypes(name: string): readonly string[]
  /** First steps of the keys by type. */
  keys: ReadonlyMap<string, ReadonlySet<string>>
  /** Fields of a type that have @requires. */
  requires: ReadonlySet<string>
}

function resolversOf(mock: Mock, type: GraphQLObjectType): object {
  const fields = Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'))
  return {
    ...Object.fromEntries(
      fields.map((field) => [
        field.name,
        (object: MockObject | undefined, args: object) => fieldValue(mock, { type, field, args }, object),
      ]),
    ),
    ...(mock.keys.has(type.name) && {
      __resolveReference: (reference: Record<string, unknown>) => found(type.name, mock.keys.get(type.name), reference),
    }),
  }
}

/** An entity by its reference: the number that every key of it begins with. */
function found(
  type: string,
  keys: ReadonlySet<string> | undefined,
  { __typename, ...required }: Record<string, unknown>,
): MockObject {
  const values = Object.entries(required).flatMap(([name, value]) => (keys?.has(name) ? [value] : []))
  const number = /\d+/.exec(JSON.stringify(values))?.[0] ?? '0'
  return { __typename: type, identity: number, required }
}

interface Asked {
  type: GraphQLObjectType
  field: GraphQLField<unknown, unknown>
  args: object
}

function fieldValue(mock: Mock, { type, field, args }: Asked, parent: MockObject | undefined): unknown {
  const isKey = mock.keys.get(type.name)?.has(field.name) ?? false
  const required = mock.requires.has(`${type.name}.${field.name}`) ? canonical(parent?.required) : ''
  const given = Object.keys(args).length > 0 || required ? `(${digest(`${canonical(args)}${required}`)})` : ''
  const identity = `${parent?.identity ?? 'root'}.${field.name}${given}`
  const chance = numberOf(`${type.name} ${identity}`)
  if (!isKey && chance % FAILURES === 0) throw new GraphQLError('mocked', { extensions: { code: 'MOCKED' } })
  return shaped(mock, field.type, { identity, isKey })
}

function shaped(mock: Mock, type: GraphQLOutputType, at: { identity: string; isKey: boolean }): unknown {
  const chance = numberOf(at.identity)
  if (!isNonNullType(type) && !at.isKey && chance % NULLS === 0) return null
  const inner = getNullableType(type)
  if (isListType(inner)) {
    return Array.from({ length: chance % 4 }, (_, i) =>
      shaped(mock, inner.ofType, { ...at, identity: `${at.identity}.${i}` }),
    )
  }
  if (isEnumType(inner)) {
    const values = inner.getValues().filter(({ name }) => !name.startsWith('HIDDEN'))
    return values[chance % values.length]?.name
  }
  if (isAbstractType(inner) || isObjectType(inner)) return objectOf(mock, inner.name, at.identity)
  if (inner.name === 'Int' || inner.name === 'Float') return at.isKey ? Number.parseInt(at.identity, 10) : chance % 1000
  return inner.name === 'Boolean' ? chance % 2 === 0 : at.identity
}

/** Entities are few, so that one stands in many places. */
function objectOf(mock: Mock, name: string, identity: string): MockObject {
  const number = numberOf(identity) % ENTITIES
  const types = mock.possibleTypes(name)
  const type = isAbstractType(mock.schema.getType(name)) ? (types[number % types.length] ?? name) : name
  return { __typename: type, identity: mock.keys.has(type) ? String(number) : identity }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)
const numberOf = (text: string) => Number.parseInt(digest(text), 16)

/** JSON with the names of every object in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  ) ?? ''

const typesOf = ({ definitions }: DocumentNode) =>
  definitions.filter(
    (each): each is ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode =>
      each.kind === Kind.OBJECT_TYPE_DEFINITION ||
      each.kind === Kind.OBJECT_TYPE_EXTENSION ||
      each.kind === Kind.INTERFACE_TYPE_DEFINITION,
  )

function keysOf(typeDefs: DocumentNode): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>()
  for (const { name, directives } of typesOf(typeDefs)) {
    for (const directive of directives ?? []) {
      if (directive.name.value !== 'key') continue
      const value = directive.arguments?.find((argument) => argument.name.value === 'fields')?.value
      const text = value?.kind === Kind.STRING ? value.value : ''
      const known = keys.get(name.value) ?? new Set()
      keys.set(name.value, new Set([...known, ...text.replace(/\{[^}]*\}/g, '').split(/\s+/)]))
    }
  }
  return keys
}

const requiresOf = (typeDefs: DocumentNode): Set<string> =>
  new Set(
    typesOf(typeDefs).flatMap(({ name, fields }) =>
      (fields ?? []).flatMap((field) =>
        field.directives?.some((directive) => directive.name.value === 'requires')
          ? `${name.value}.${field.name.value}`
          : [],
      ),
    ),
  )
