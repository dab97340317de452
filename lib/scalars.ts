import { GraphQLError, type GraphQLSchema, isScalarType, Kind, print, type ValueNode } from 'graphql'

/** The contract's scalars that travel as strings; what the string must look like is each field's own matter. */
const STRINGS = ['DateTime', 'LocalDate', 'Duration', 'Decimal', 'Currency']

// The longest, an instant with nanoseconds and offset, has 35.
const LONGEST = 64

/**
 * Makes the contract's scalars take short strings only: GraphQL itself lets numbers, lists and objects pass for a scalar
 * it does not know. Changes the schema in place.
 */
export function strictScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const name of STRINGS) {
    const type = schema.getType(name)
    if (!isScalarType(type)) continue
    type.parseValue = (value) => checked(name, value)
    type.parseLiteral = (node) => checked(name, node.kind === Kind.STRING ? node.value : node, node)
  }
  return schema
}

function checked(name: string, value: unknown, node?: ValueNode): string {
  if (typeof value === 'string' && value.length <= LONGEST) return value
  const shown = node ? print(node).slice(0, LONGEST) : typeof value
  throw new GraphQLError(`${name} is a string of at most ${LONGEST} characters, not ${shown}.`, { nodes: node })
}
