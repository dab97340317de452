/**
 * Members of result unions that are not the success: something the caller can act on. `code` is the type's name in
 * upper snake case, `path` names the argument at fault, such as `['input', 'email']`.
 */
export interface ProblemOf<T extends string> {
  __typename: T
  code: string
  message: string
  path: string[] | null
}

/** Any problem by the name of its type; the builders below are for those that several subgraphs share. */
export function problem<T extends string>(type: T, message: string, path: string[] | null = null): ProblemOf<T> {
  return { __typename: type, code: problemCode(type), message, path }
}

/** `EmailTaken` → `EMAIL_TAKEN`. */
const problemCode = (type: string): string => type.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()

export const invalidInput = (path: string[], message: string) => problem('InvalidInput', message, path)

/** @param what as a person would say it: `flight`, `hold` */
export const notFound = (what: string, path?: string[]) => problem('NotFound', `There is no such ${what}.`, path)

/** @param state what the thing is in now, by its name in the schema: `CANCELLED` */
export const wrongState = (state: string, message: string) => ({ ...problem('WrongState', message), state })

export const idempotencyConflict = () =>
  problem('IdempotencyConflict', 'This idempotencyKey came before with other input.', ['input', 'idempotencyKey'])
