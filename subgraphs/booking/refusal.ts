/** Outcomes that several slices refuse with; each names its member of the result union by its code. */
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
