import { GraphQLError } from 'graphql'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { badUserInput } from '#lib/errors.ts'
import { publicError } from '#lib/public-error.ts'

const log = pino({ level: 'silent' })

/** As a server tells of what a resolver threw. */
function told(thrown: Error) {
  const error = new GraphQLError(thrown.message, { originalError: thrown, path: ['pay'] })
  const formatted = { message: error.message, path: ['pay'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }
  return publicError(formatted, error, log)
}
const databaseError = (code: string) => Object.assign(new Error("Duplicate entry 'ann@example.test'"), { code })

test('a database that is away or overloaded says come back', () => {
  for (const code of ['P2024', 'P2034', 'ECONNREFUSED']) {
    expect(told(databaseError(code)).extensions, code).toEqual({ code: 'UNAVAILABLE', retryAfter: 1 })
  }
})

test('so it does where no field threw it, but the source of a subscription', () => {
  const thrown = databaseError('P2024')
  const error = new GraphQLError(thrown.message, { originalError: thrown })
  expect(publicError(error.toJSON(), error, log).extensions).toEqual({ code: 'UNAVAILABLE', retryAfter: 1 })
})

test('a unique key that nobody expected to be violated is our fault, and no reason to come back', () => {
  const { message, extensions } = told(databaseError('P2002'))
  expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) })
  expect(message).not.toContain('ann')
})

test('our own errors pass as they are', () => {
  const formatted = { message: 'Not a date.', extensions: { code: 'BAD_USER_INPUT' } }
  expect(publicError(formatted, badUserInput('Not a date.', ['date']), log)).toEqual({
    message: 'Not a date.',
    extensions: { code: 'BAD_USER_INPUT', argument: ['date'] },
  })
})
