import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGateway, type TestGateway } from './support/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway?.stop())

/** Browsers could be made to send a plain GET from any page, so the gateway wants a header that only scripts can set. */
const audits = serverAudits({
  url: () => `${gateway.url}/graphql`,
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, 'apollo-require-preflight': 'audit' } }),
})

test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (_, __, audit) => {
  const { status, ...result } = await audit.fn()
  expect(status, 'reason' in result ? result.reason : undefined).toBe('ok')
})

test('the audit is whole: a package that lost its audits would pass too', () => {
  const levels = audits.map(({ name }) => name.split(' ')[0])
  const count = (level: string) => levels.filter((other) => other === level).length
  expect([count('MUST'), count('SHOULD'), count('MAY')]).toEqual([13, 23, 25])
})
