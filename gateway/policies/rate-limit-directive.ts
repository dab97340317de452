import {
  baseType,
  type CompositeType,
  type FieldDefinition,
  type InputType,
  isInputObjectType,
  isNonNullType,
} from '@apollo/federation-internals'

export interface RateLimit {
  /** Of the field as it was declared: `Query.bookingByReference`. */
  readonly coordinate: string
  readonly max: number
  readonly windowMs: number
  /** Arguments whose values are counted apart, `name` or `input.name`. */
  readonly identityArgs: readonly string[]
}

type Field = FieldDefinition<CompositeType>

interface Arguments {
  max: number
  window: string
  identityArgs?: string[] | null
}

/** The limit that the directive of this name gives a field. Throws on one that could not be kept. */
export function readRateLimit(field: Field, directiveName: string): RateLimit | undefined {
  const limit = field.appliedDirectivesOf(directiveName)[0]?.arguments(true) as Arguments | undefined
  if (!limit) return undefined
  return {
    coordinate: field.coordinate,
    max: checkedMax(limit.max, field),
    windowMs: windowMs(limit.window, field),
    identityArgs: (limit.identityArgs ?? []).map((path) => checkedPath(path, field)),
  }
}

/** graphql-rate-limit takes 0 for its own default, which is 5. */
function checkedMax(max: number, field: Field): number {
  if (max > 0) return max
  throw fault(field, `max must be at least 1, not ${max}.`)
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function windowMs(window: string, field: Field): number {
  const [, count, unit = ''] = /^([1-9]\d*)(ms|s|m|h|d)$/.exec(window) ?? []
  const unitMs = UNIT_MS[unit]
  if (!count || !unitMs) throw fault(field, `"${window}" is not a window such as "30s".`)
  return Number(count) * unitMs
}

/** What leads to no value, or to a whole object, would be the same for all calls. */
function checkedPath(path: string, field: Field): string {
  const [name = '', ...inside] = path.split('.')
  let type: InputType | undefined = field.argument(name)?.type
  for (const step of inside) {
    const object: InputType | undefined = type && isNonNullType(type) ? type.ofType : type
    type = object && isInputObjectType(object) ? object.field(step)?.type : undefined
  }
  if (type && !isInputObjectType(baseType(type))) return path
  throw fault(field, `the arguments have no value at "${path}".`)
}

const fault = ({ coordinate }: Field, message: string) => new Error(`@rateLimit of ${coordinate}: ${message}`)
