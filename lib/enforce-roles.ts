import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql'
import { type Role, requireViewer, type Viewer } from '#lib/identity.ts'

/** Puts the check that `@auth` asks for before every resolver it stands on; the gateway checked already. */
export function enforceRoles(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const role = requiredRole(field)
      if (role) guard(field, role)
    }
  }
  return schema
}

function requiredRole(field: GraphQLField<unknown, unknown>): Role | undefined {
  const auth = field.astNode?.directives?.find((directive) => directive.name.value === 'auth')
  if (!auth) return undefined
  const argument = auth.arguments?.find(({ name }) => name.value === 'role')?.value
  return argument?.kind === 'EnumValue' ? (argument.value as Role) : 'CUSTOMER'
}

function guard(field: GraphQLField<unknown, unknown>, role: Role): void {
  const { resolve = defaultFieldResolver, subscribe } = field
  field.resolve = (source, args, context, info) => {
    requireViewer(context as { viewer: Viewer | null }, role)
    return resolve(source, args, context, info)
  }
  if (subscribe) {
    field.subscribe = (source, args, context, info) => {
      requireViewer(context as { viewer: Viewer | null }, role)
      return subscribe(source, args, context, info)
    }
  }
}
