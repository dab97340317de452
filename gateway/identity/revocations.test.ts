import { expect, test } from 'vitest'
import type { Viewer } from '#lib/identity.ts'
import { isRevoked } from './revocations.ts'

const session = (issuedAt: number) => ({ viewer: { id: 'ann', sessionId: 's1' } as Viewer, issuedAt, endsAtMs: 0 })
const users = (at: number) => ({ sessions: new Set<string>(), users: new Map([['ann', at]]) })

test('an ended session is over, whatever the time', () => {
  const ended = { sessions: new Set(['s1']), users: new Map<string, number>() }
  expect(isRevoked(ended, session(9e9))).toBe(true)
  expect(isRevoked({ ...ended, sessions: new Set(['s2']) }, session(0))).toBe(false)
})

test("a user's tokens issued before the instant are void, later ones hold", () => {
  expect(isRevoked(users(100_500), session(100.499))).toBe(true)
  expect(isRevoked(users(100_500), session(100.501))).toBe(false)
})

test('in whole seconds, a token of the same second may be the new one', () => {
  expect(isRevoked(users(100_500), session(99))).toBe(true)
  expect(isRevoked(users(100_500), session(100))).toBe(false)
})
