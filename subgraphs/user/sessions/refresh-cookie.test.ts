import { expect, test } from 'vitest'
import { CLEARED_REFRESH_COOKIE, readRefreshCookie, refreshCookie } from './refresh-cookie.ts'

test('the cookie is out of reach of scripts, of plain HTTP and of other sites', () => {
  const cookie = refreshCookie('abc', new Date('2026-11-21T10:00:00Z'))
  expect(cookie).toBe(
    'skygraph_refresh=abc; Expires=Sat, 21 Nov 2026 10:00:00 GMT; Path=/graphql; HttpOnly; Secure; SameSite=Strict',
  )
  expect(CLEARED_REFRESH_COOKIE).toContain('skygraph_refresh=; Max-Age=0; Path=/graphql')
})

test.each([
  [undefined, undefined],
  ['', undefined],
  ['skygraph_refresh=', undefined],
  ['skygraph_refresh=abc', 'abc'],
  ['a=1; skygraph_refresh=abc; b=2', 'abc'],
  ['not_skygraph_refresh=abc', undefined],
])('of the header %j it is %j', (header, token) => expect(readRefreshCookie(header)).toBe(token))
