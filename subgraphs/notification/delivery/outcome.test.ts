import { describe, expect, test } from 'vitest'
import { delayMs, outcomeOf, RETRY_POLICY, stateAfter } from './outcome.ts'

describe('the outcome of an attempt', () => {
  test.each([
    [{ code: 'EENVELOPE', responseCode: 550, response: '550 no such user' }, 'refused'],
    [{ code: 'EMESSAGE', responseCode: 554, response: '554 spam' }, 'refused'],
    [{ code: 'EENVELOPE', message: 'No recipients defined' }, 'refused'],
    [{ code: 'EENVELOPE', responseCode: 451, response: '451 greylisted' }, 'later'],
    [{ code: 'EMESSAGE', responseCode: 421, response: '421 shutting down' }, 'later'],
    [{ code: 'EENVELOPE', responseCode: 530, response: '530 authentication required' }, 'later'],
    [{ code: 'EAUTH', responseCode: 535, response: '535 wrong password' }, 'later'],
    [{ code: 'EPROTOCOL', responseCode: 554, response: '554 no service here' }, 'later'],
    [{ code: 'ECONNECTION', message: 'connect ECONNREFUSED' }, 'later'],
    [{ code: 'ETIMEDOUT', message: 'Timeout' }, 'later'],
    [new Error('anything else'), 'later'],
  ])('%j is %s', (error, kind) => {
    expect(outcomeOf(error).kind).toBe(kind)
  })

  test('keeps what the receiver said', () => {
    expect(outcomeOf({ code: 'EENVELOPE', responseCode: 550, response: '550 no such user' })).toEqual({
      kind: 'refused',
      reason: 'EENVELOPE: 550 no such user',
    })
  })

  test('is dead when refused at once, or put off once too often', () => {
    const policy = { ...RETRY_POLICY, maxAttempts: 3 }
    expect(stateAfter({ kind: 'refused', reason: 'x' }, 1, policy).status).toBe('DEAD')
    expect(stateAfter({ kind: 'later', reason: 'x' }, 2, policy).status).toBe('RETRYING')
    expect(stateAfter({ kind: 'later', reason: 'x' }, 3, policy).status).toBe('DEAD')
    expect(stateAfter({ kind: 'sent' }, 3, policy)).toEqual({ status: 'SENT', lastError: null, counts: true })
  })

  test('is no attempt while a document is not made yet, however long that takes', () => {
    const policy = { ...RETRY_POLICY, maxAttempts: 3 }
    expect(stateAfter({ kind: 'notYet', reason: 'x' }, 99, policy)).toMatchObject({ status: 'RETRYING', counts: false })
  })

  test('waits longer each time, up to a limit, never less than half of it', () => {
    for (let attempts = 1; attempts < 100; attempts++) {
      const [low, high] = [delayMs(RETRY_POLICY, attempts, 0), delayMs(RETRY_POLICY, attempts, 0.999)]
      expect(low).toBeGreaterThanOrEqual(500)
      expect(high).toBeLessThanOrEqual(RETRY_POLICY.maxDelayMs)
      expect(high).toBeGreaterThan(low)
      expect(delayMs(RETRY_POLICY, attempts + 1, 0.5)).toBeGreaterThanOrEqual(delayMs(RETRY_POLICY, attempts, 0.5))
    }
  })
})
