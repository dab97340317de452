import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { addressGroup, fromInside, refreshCookie, requestIdOf } from './caller.ts'

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

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:10.1.2.3', true],
  ['192.168.0.9', true],
  ['172.31.0.1', true],
  ['fd00::1', true],
  ['172.32.0.1', false],
  ['203.0.113.5', false],
  ['::ffff:203.0.113.5', false],
  ['2001:db8::1', false],
  [undefined, false],
])('%s is inside: %s, and never through a proxy', (remoteAddress, inside) => {
  const from = (headers: object) => fromInside({ socket: { remoteAddress }, headers } as unknown as IncomingMessage)
  expect(from({})).toBe(inside)
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip']) expect(from({ [name]: '127.0.0.1' })).toBe(false)
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
