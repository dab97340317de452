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

/** The members that most result unions have, from the refusal of a slice. */
export function sharedProblem(refusal: InvalidInput | NotFound | WrongState | KeyConflict) {
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
