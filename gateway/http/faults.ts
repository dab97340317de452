import { GraphQLError } from 'graphql'

/** The request is not GraphQL over HTTP as the specification has it. */
export const badRequest = (message: string, status = 400): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status } } })

/** Whether the request itself is at fault, and not the operation in it. */
export const isFormFault = ({ extensions }: GraphQLError): boolean => extensions.http !== undefined
