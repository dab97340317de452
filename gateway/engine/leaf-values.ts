import { type GraphQLLeafType, isEnumType } from 'graphql'

/** Whether a value, neither null nor undefined, is one of the type. */
type IsValue = (value: unknown) => boolean

/** An enum value that the API hides must not leak, and clients rely on the built-in scalars; others may be any JSON. */
export function leafCheck(type: GraphQLLeafType): IsValue {
  if (isEnumType(type)) {
    const values = new Set<unknown>(type.getValues().map(({ name }) => name))
    return (value) => values.has(value)
  }
  return SCALARS.get(type.name) ?? (() => true)
}

const SCALARS: ReadonlyMap<string, IsValue> = new Map<string, IsValue>([
  ['Int', (value) => Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_648],
  // JSON has no Infinity, but 1e999 is read as that.
  ['Float', (value) => Number.isFinite(value)],
  ['String', (value) => typeof value === 'string'],
  ['Boolean', (value) => typeof value === 'boolean'],
  ['ID', (value) => typeof value === 'string' || Number.isInteger(value)],
])
