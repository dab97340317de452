import { expect, test } from 'vitest'
import { decideRefresh, issuedAt, voidsTokensUpTo } from './session.ts'

const now = new Date('2026-11-21T10:00:00.000Z')
const later = new Date(now.getTime() + 1)
const fresh = { usedAt: null, expiresAt: later, sessionEndedAt: null }

test('an unused token of a living session turns into the next', () => {
  expect(decideRefresh(fresh, now)).toBe('TURN')
})

test('a token that comes again ends its session, expired or not', () => {
  expect(decideRefresh({ ...fresh, usedAt: now }, now)).toBe('END_SESSION')
  expect(decideRefresh({ ...fresh, usedAt: now, expiresAt: now }, later)).toBe('END_SESSION')
})

test('an expired token and one of an ended session are refused', () => {
  expect(decideRefresh({ ...fresh, expiresAt: now }, now)).toBe('REFUSE')
  expect(decideRefresh({ ...fresh, sessionEndedAt: now }, now)).toBe('REFUSE')
  expect(decideRefresh({ ...fresh, usedAt: now, sessionEndedAt: now }, now)).toBe('REFUSE')
})

test('a token issued right after a change holds, one of the same millisecond before it does not', () => {
  const validFrom = voidsTokensUpTo(now)
  expect(issuedAt(now, null) < validFrom).toBe(true)
  expect(issuedAt(now, validFrom) >= validFrom).toBe(true)
  expect(issuedAt(later, now)).toBe(later)
})
