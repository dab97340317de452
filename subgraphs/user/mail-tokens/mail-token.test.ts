import { expect, test } from 'vitest'
import { isLive, RESETS_WINDOW_MS, TTL_MS } from './mail-token.ts'

const now = new Date('2026-11-21T10:00:00.000Z')
const at = (ms: number) => new Date(now.getTime() + ms)
const token = { purpose: 'RESET_PASSWORD', expiresAt: at(1), endedAt: null } as const

test('a token is good for its one purpose, until it is used or its time is over', () => {
  expect(isLive(token, 'RESET_PASSWORD', now)).toBe(true)
  expect(isLive(token, 'VERIFY_EMAIL', now)).toBe(false)
  expect(isLive({ ...token, expiresAt: now }, 'RESET_PASSWORD', now)).toBe(false)
  expect(isLive({ ...token, endedAt: at(-1) }, 'RESET_PASSWORD', now)).toBe(false)
})

test('while no further reset is sent, the last one works', () => {
  expect(TTL_MS.RESET_PASSWORD).toBeGreaterThanOrEqual(RESETS_WINDOW_MS)
})
