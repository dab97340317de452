import { type GraphQLSchema, getVariableValues, Kind, type TypeNode, type VariableDefinitionNode } from 'graphql'
import { badUserInput } from '#lib/errors.ts'
import { getOwn, type JsonObject } from './own.ts'

const MAX_ERRORS = 10

/**
 * Coerces the variables of an operation. Where all that is declared are built-in scalars, and all that is given is of
 * their kind, they stay as they are: coercion looks every type up anew.
 * @throws BAD_USER_INPUT
 */
export function compileVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (variables: JsonObject) => JsonObject {
  const plain = definitions.map((definition) => ({
    name: definition.variable.name.value,
    isPlain: plainCheck(definition),
  }))
  return (variables) => {
    for (const { name, isPlain } of plain) {
      if (!isPlain(getOwn(variables, name))) return coerce(schema, definitions, variables)
    }
    return variables
  }
}

function coerce(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[], variables: JsonObject) {
  const { coerced, errors } = getVariableValues(schema, definitions, variables, { maxErrors: MAX_ERRORS })
  if (coerced) return coerced
  throw badUserInput(errors.map(({ message }) => message).join('\n'))
}

type Check = (value: unknown) => boolean

/** Whether a value needs no coercion; what is in doubt does. */
function plainCheck({ type, defaultValue }: VariableDefinitionNode): Check {
  const isNonNull = type.kind === Kind.NON_NULL_TYPE
  const isOf = PLAIN.get(nameOf(isNonNull ? type.type : type) ?? '') ?? (() => false)
  const mayBeLeftOut = !isNonNull && defaultValue === undefined
  return (value) => (value === undefined ? mayBeLeftOut : value === null ? !isNonNull : isOf(value))
}

const nameOf = (type: TypeNode) => (type.kind === Kind.NAMED_TYPE ? type.name.value : undefined)

const PLAIN: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['ID', (value) => typeof value === 'string'],
  ['String', (value) => typeof value === 'string'],
  ['Boolean', (value) => typeof value === 'boolean'],
  ['Int', (value) => Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_647],
])
