import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { addressGroup, clientAddresses, fromInside, refreshCookie, requestIds } from './caller.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
  ['1:2:3::192.0.2.7', '1:2:3:0::/64'],
  ['192.0.2.7:51442', '192.0.2.7'],
  ['[2001:db8:1:2::9]:51442', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
  ['127.1', 'unknown'],
  ['0x7f000001', 'unknown'],
  ['192.0.2.07', 'unknown'],
  ['anything', 'unknown'],
  ['', 'unknown'],
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

test.each([
  ['nobody is trusted', [], '192.0.2.1'],
  ['another is trusted', ['192.0.2.2'], '192.0.2.1'],
  ['the proxy is trusted: the last that it saw counts', ['192.0.2.1'], '198.51.100.9'],
  ['two in a row are trusted', ['192.0.2.0/24', '198.51.100.0/24'], '203.0.113.7'],
])('where %s', (_, trusted, address) => {
  const headers = { 'x-forwarded-for': '10.0.0.1, 203.0.113.7, 198.51.100.9' }
  const request = { socket: { remoteAddress: '::ffff:192.0.2.1' }, headers } as unknown as IncomingMessage
  expect(clientAddresses(trusted)(request)).toBe(address)
})

test('a connection that is gone is no address', () => {
  const request = { socket: {}, headers: {} } as unknown as IncomingMessage
  expect([clientAddresses([])(request), clientAddresses(['::1'])(request)]).toEqual(['unknown', 'unknown'])
})

test('only the refresh cookie is taken out of a Cookie header', () => {
  expect(refreshCookie('a=1; skygraph_refresh=abc==; b=2')).toBe('abc==')
  expect(refreshCookie('xskygraph_refresh=abc')).toBeUndefined()
  expect(refreshCookie(undefined)).toBeUndefined()
})

test("a trusted proxy's request id is kept where it is plain, a stranger's never", () => {
  const requestFrom = (remoteAddress: string | undefined, id: unknown) =>
    ({ socket: { remoteAddress }, headers: { 'x-request-id': id } }) as unknown as IncomingMessage
  const requestIdOf = requestIds(['10.0.0.0/8'])
  expect(requestIdOf(requestFrom('10.0.0.1', 'abc-1.2:3'))).toBe('abc-1.2:3')
  for (const odd of [undefined, ['a', 'b'], 'a b', 'x'.repeat(65), 'a\nb', ''])
    expect(requestIdOf(requestFrom('10.0.0.1', odd))).toHaveLength(36)
  for (const stranger of ['192.0.2.1', '127.0.0.1', undefined])
    expect(requestIdOf(requestFrom(stranger, 'abc-1.2:3'))).toHaveLength(36)
  expect(requestIds([])(requestFrom('127.0.0.1', 'abc-1.2:3'))).toHaveLength(36)
})
