import { expect, test } from 'vitest'
import { addressGroup, refreshCookie, requestIdOf } from './caller.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is the caller %s', (address, group) => {
  expect(addressGroup(address)).toBe(group)
})

test('only the refresh cookie is taken out of a Cookie header', () => {
  expect(refreshCookie('a=1; skygraph_refresh=abc==; b=2')).toBe('abc==')
  expect(refreshCookie('xskygraph_refresh=abc')).toBeUndefined()
  expect(refreshCookie(undefined)).toBeUndefined()
})

test("a proxy's request id is kept where it is plain", () => {
  expect(requestIdOf('abc-1.2:3')).toBe('abc-1.2:3')
  for (const odd of [undefined, ['a', 'b'], 'a b', 'x'.repeat(65), 'a\nb', ''])
    expect(requestIdOf(odd)).toHaveLength(36)
})
