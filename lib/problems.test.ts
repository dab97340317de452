import { expect, test } from 'vitest'
import { idempotencyConflict, invalidInput, notFound, problem, wrongState } from '#lib/problems.ts'

test('the code of a problem is the name of its type in upper snake case', () => {
  expect(problem('EmailTaken', 'taken').code).toBe('EMAIL_TAKEN')
  expect(invalidInput(['input', 'email'], 'no address')).toEqual({
    __typename: 'InvalidInput',
    code: 'INVALID_INPUT',
    message: 'no address',
    path: ['input', 'email'],
  })
  expect(notFound('flight')).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND', path: null })
  expect(wrongState('CANCELLED', 'gone')).toMatchObject({ code: 'WRONG_STATE', state: 'CANCELLED' })
  expect(idempotencyConflict()).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
})
