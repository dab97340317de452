import { expect, test } from 'vitest'
import type { Identity } from '../identity/identity.ts'
import { createSocketSession } from './socket-session.ts'

const SESSION = { viewer: { id: 'ann', role: 'CUSTOMER', sessionId: 's1' }, endsAtMs: Date.now() + 60_000 }

test('speaks for its viewer until it is closed, then for nobody', async () => {
  const closes: unknown[] = []
  const identity = { authenticate: async () => SESSION, isRevoked: () => true } as unknown as Identity
  const session = createSocketSession(identity, (...how) => void closes.push(how))
  await session.begin('Bearer …')
  expect(session.viewer()).toEqual(SESSION.viewer)
  session.checkRevoked()
  expect(closes).toEqual([[4403, 'UNAUTHENTICATED']])
  expect(() => session.viewer()).toThrow(expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } }))
  session.end()
})
