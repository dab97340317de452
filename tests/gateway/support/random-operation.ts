import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  Kind,
  parse,
  validate,
} from 'graphql'

export interface RandomOperation {
  query: string
  variables: Record<string, unknown>
}

const MAX_DEPTH = 5
const CONDITIONS = ['yes', 'no', 'perhaps']

/**
 * Valid operations over a schema: fields, aliases, arguments, variables with and without defaults, fragments of both
 * kinds on types, interfaces and unions, @skip and @include. Each is spelt by a list of numbers, the shorter and smaller
 * the simpler, which is what a failing one is shrunk by.
 */
export const randomOperation = (schema: GraphQLSchema): fc.Arbitrary<RandomOperation> =>
  fc
    .array(fc.nat(999), { minLength: 8, maxLength: 160, size: 'max' })
    .map((numbers) => operationOf(schema, numbers))
    .filter(({ query }) => validate(schema, parse(query)).length === 0)

interface Writing {
  schema: GraphQLSchema
  /** One of so many; the first when the numbers have run out. */
  choose(count: number): number
  variables: Map<string, { type: string; fallback: string | undefined; value: unknown }>
  fragments: Map<string, string>
  aliases: number
}

function operationOf(schema: GraphQLSchema, numbers: readonly number[]): RandomOperation {
  let next = 0
  const w: Writing = {
    schema,
    choose: (count) => (numbers[next++] ?? 0) % count,
    variables: new Map(),
    fragments: new Map(),
    aliases: 0,
  }
  const mutation = schema.getMutationType()
  const root = mutation && w.choose(8) === 1 ? mutation : schema.getQueryType()
  if (!root) throw new Error('The schema has no queries.')
  const body = selectionSet(w, root, 0)
  const header = [...w.variables].map(
    ([name, { type, fallback }]) => `$${name}: ${type}${fallback ? ` = ${fallback}` : ''}`,
  )
  const kind = root === mutation ? 'mutation' : 'query'
  const given = [...w.variables].filter(([, { value }]) => value !== undefined)
  return {
    query: [`${kind}${header.length > 0 ? `(${header.join(', ')})` : ''} ${body}`, ...w.fragments.values()].join('\n'),
    variables: Object.fromEntries(given.map(([name, { value }]) => [name, value])),
  }
}

function selectionSet(w: Writing, type: GraphQLCompositeType, depth: number): string {
  const selections = Array.from({ length: 1 + w.choose(4) }, () => selection(w, type, depth))
  // Stock plans nothing for an object of which conditions leave nothing: null where ours has an empty object.
  return `{ ${[...selections, ...(selections.every(isConditional) ? ['__typename'] : [])].join(' ')} }`
}

function isConditional(selection: string): boolean {
  const [operation] = parse(`{ ${selection} }`).definitions
  return operation?.kind === Kind.OPERATION_DEFINITION && !!operation.selectionSet.selections[0]?.directives?.length
}

function selection(w: Writing, type: GraphQLCompositeType, depth: number): string {
  switch (w.choose(9)) {
    case 6:
      return `__typename${condition(w)}`
    case 7:
      return depth < MAX_DEPTH ? inlineFragment(w, type, depth) : '__typename'
    case 8:
      return depth < MAX_DEPTH ? spread(w, type, depth) : '__typename'
    default:
      return field(w, type, depth)
  }
}

function field(w: Writing, type: GraphQLCompositeType, depth: number): string {
  if (isUnionType(type)) return depth < MAX_DEPTH ? inlineFragment(w, type, depth) : '__typename'
  const all = Object.values(type.getFields())
  const fields = depth < MAX_DEPTH ? all : all.filter((each) => !isCompositeType(getNamedType(each.type)))
  const chosen: GraphQLField<unknown, unknown> | undefined = fields[w.choose(fields.length || 1)]
  if (!chosen) return '__typename'
  const named = getNamedType(chosen.type)
  const args = chosen.args.flatMap((arg) => argument(w, arg))
  // With arguments a field stands under a name of its own: twice under one name they would have to be the same.
  const alias = args.length > 0 || w.choose(4) === 1 ? `a${w.aliases++}: ` : ''
  const inner = isCompositeType(named) ? ` ${selectionSet(w, named, depth + 1)}` : ''
  return `${alias}${chosen.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${condition(w)}${inner}`
}

function inlineFragment(w: Writing, type: GraphQLCompositeType, depth: number): string {
  const on = overlapping(w, type)
  const head = !isUnionType(type) && w.choose(3) === 2 ? '...' : `... on ${on.name}`
  return `${head}${condition(w)} ${selectionSet(w, head === '...' ? type : on, depth + 1)}`
}

function spread(w: Writing, type: GraphQLCompositeType, depth: number): string {
  const on = overlapping(w, type)
  const known = [...w.fragments.keys()].filter((name) => name.startsWith(`On${on.name}_`))
  const again = known[w.choose(known.length + 1)]
  if (again) return `...${again}${condition(w)}`
  const text = selectionSet(w, on, depth + 1)
  const name = `On${on.name}_${w.fragments.size}`
  w.fragments.set(name, `fragment ${name} on ${on.name} ${text}`)
  return `...${name}${condition(w)}`
}

/** The type itself, one of its possible types, or an interface that it implements. */
function overlapping(w: Writing, type: GraphQLCompositeType): GraphQLCompositeType {
  const others = isAbstractType(type) ? w.schema.getPossibleTypes(type) : type.getInterfaces()
  return [type, ...others][w.choose(others.length + 1)] ?? type
}

function condition(w: Writing): string {
  const choice = w.choose(16)
  if (choice < 12) return ''
  const directive = choice % 2 === 0 ? 'skip' : 'include'
  const name = CONDITIONS[w.choose(4)]
  if (!name) return ` @${directive}(if: ${w.choose(2) === 0})`
  if (!w.variables.has(name)) {
    const value = w.choose(2) === 0
    w.variables.set(name, { type: 'Boolean!', fallback: name === 'perhaps' ? 'true' : undefined, value })
    if (name === 'perhaps' && value) w.variables.set(name, { type: 'Boolean!', fallback: 'false', value: undefined })
  }
  return ` @${directive}(if: $${name})`
}

function argument(w: Writing, arg: GraphQLArgument): string[] {
  if (!isRequiredArgument(arg) && w.choose(3) === 0) return []
  if (w.choose(3) !== 1) return [`${arg.name}: ${literal(value(w, arg.type, 0), arg.type)}`]
  const name = `v${w.variables.size}`
  const given = value(w, arg.type, 0)
  const fallback = !isNonNullType(arg.type) && w.choose(3) === 1 ? literal(value(w, arg.type, 0), arg.type) : undefined
  w.variables.set(name, {
    type: String(arg.type),
    fallback,
    value: !isNonNullType(arg.type) && w.choose(4) === 1 ? undefined : given,
  })
  return [`${arg.name}: $${name}`]
}

function value(w: Writing, type: GraphQLInputType, depth: number): unknown {
  if (!isNonNullType(type) && w.choose(5) === 1) return null
  const inner = getNullableType(type)
  if (isListType(inner)) return Array.from({ length: w.choose(3) }, () => value(w, inner.ofType, depth + 1))
  if (isEnumType(inner)) return inner.getValues()[w.choose(inner.getValues().length)]?.name
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields()).filter(
      (each) => isRequiredInputField(each) || (depth < 2 && w.choose(3) === 1),
    )
    return Object.fromEntries(fields.map((each) => [each.name, value(w, each.type, depth + 1)]))
  }
  return scalar(w, inner.name)
}

const SCALARS: Record<string, (n: number) => unknown> = {
  Int: (n) => n + 1,
  Float: (n) => n + 0.5,
  Boolean: (n) => n === 1,
  LocalDate: (n) => `2027-01-0${n + 1}`,
  DateTime: (n) => `2027-01-0${n + 1}T00:00:00Z`,
  Duration: (n) => `PT${n + 1}H`,
  Decimal: (n) => `${n + 1}.00`,
  Currency: (n) => ['EUR', 'USD', 'INR'][n],
}
const scalar = (w: Writing, name: string) => SCALARS[name]?.(w.choose(3)) ?? String(w.choose(3))

function literal(given: unknown, type: GraphQLInputType): string {
  const inner = getNullableType(type)
  if (given === null || given === undefined) return 'null'
  if (isListType(inner)) return `[${(given as unknown[]).map((each) => literal(each, inner.ofType)).join(', ')}]`
  if (isEnumType(inner)) return String(given)
  if (!isInputObjectType(inner)) return JSON.stringify(given)
  const fields = inner.getFields()
  const parts = Object.entries(given).flatMap(([name, each]) => {
    const field = fields[name]
    return field ? `${name}: ${literal(each, field.type)}` : []
  })
  return `{ ${parts.join(', ')} }`
}
