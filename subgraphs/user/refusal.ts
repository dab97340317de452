import { invalidInput, notFound, problem } from '#lib/problems.ts'

/** The expected outcomes that are no success; `path` names the argument at fault. */
export interface InvalidField {
  ok: false
  code: 'INVALID_INPUT'
  path: string[]
  message: string
}

export interface EmailTaken {
  ok: false
  code: 'EMAIL_TAKEN'
}

export interface InvalidCredentials {
  ok: false
  code: 'INVALID_CREDENTIALS'
  message: string
  path?: string[]
}

export interface UserNotFound {
  ok: false
  code: 'NOT_FOUND'
}

export const invalidField = (path: string[], message: string): InvalidField => ({
  ok: false,
  code: 'INVALID_INPUT',
  path,
  message,
})

export const invalidCredentials = (message: string, path?: string[]): InvalidCredentials => ({
  ok: false,
  code: 'INVALID_CREDENTIALS',
  message,
  ...(path && { path }),
})

export const invalidInputProblem = ({ path, message }: InvalidField) => invalidInput(path, message)

export const emailTakenProblem = () =>
  problem('EmailTaken', 'There is an account with this email address.', ['input', 'email'])

export const invalidCredentialsProblem = ({ message, path }: InvalidCredentials) =>
  problem('InvalidCredentials', message, path)

export const userNotFoundProblem = () => notFound('user', ['userId'])
