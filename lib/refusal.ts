import type { z } from 'zod'
import type { KeyConflict } from '#lib/idempotency.ts'
import * as problems from '#lib/problems.ts'

/** Outcomes that many slices refuse with; each names its member of the result unions by its code. */
export interface InvalidInput {
  ok: false
  code: 'INVALID_INPUT'
  /** From the field's argument down, such as ['input', 'passengers', '0', 'bornOn'] */
  path: string[]
  message: string
}

export interface NotFound {
  ok: false
  code: 'NOT_FOUND'
  what: string
}

export interface WrongState {
  ok: false
  code: 'WRONG_STATE'
  state: string
  message: string
}

export const invalidInput = (path: string[], message: string): InvalidInput => ({
  ok: false,
  code: 'INVALID_INPUT',
  path: ['input', ...path],
  message,
})

export const notFound = (what: string): NotFound => ({ ok: false, code: 'NOT_FOUND', what })

export const wrongState = (state: string, message: string): WrongState => ({
  ok: false,
  code: 'WRONG_STATE',
  state,
  message,
})

export const KEY_FAULT = invalidInput(['idempotencyKey'], 'A key has 1 to 128 visible ASCII characters.')

export type SharedRefusal = InvalidInput | NotFound | WrongState | KeyConflict

/** The member of a result union for each of them. */
export type SharedProblem<R extends SharedRefusal> =
  | (R extends InvalidInput ? ReturnType<typeof problems.invalidInput> : never)
  | (R extends NotFound ? ReturnType<typeof problems.notFound> : never)
  | (R extends WrongState ? ReturnType<typeof problems.wrongState> : never)
  | (R extends KeyConflict ? ReturnType<typeof problems.idempotencyConflict> : never)

/** The members that most result unions have, from the refusal of a slice. */
export function sharedProblem<R extends SharedRefusal>(refusal: R): SharedProblem<R> {
  return memberFor(refusal) as SharedProblem<R>
}

function memberFor(refusal: SharedRefusal) {
  switch (refusal.code) {
    case 'INVALID_INPUT':
      return problems.invalidInput(refusal.path, refusal.message)
    case 'NOT_FOUND':
      return problems.notFound(refusal.what)
    case 'WRONG_STATE':
      return problems.wrongState(refusal.state, refusal.message)
    case 'IDEMPOTENCY_CONFLICT':
      return problems.idempotencyConflict()
  }
}

/** What a schema makes of an input that GraphQL let pass, or the first thing wrong with it. */
export function readInput<T extends z.ZodType>(
  schema: T,
  input: object,
): { ok: true; value: z.output<T> } | InvalidInput {
  const read = schema.safeParse(input)
  if (read.success) return { ok: true, value: read.data }
  const [issue] = read.error.issues
  return invalidInput((issue?.path ?? []).map(String), issue?.message ?? 'Not a valid input.')
}
