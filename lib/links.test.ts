import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signLink, verifyLink } from '#lib/links.ts'

const secret = 'l'.repeat(32)
const now = 1_800_000_000_000
const path = '/documents/tickets/0160000000001.pdf'
const link = signLink(secret, path, new Date(now + 60_000))

test('a link opens its own path until it expires', () => {
  expect(verifyLink(secret, link, now)).toBe(true)
  expect(verifyLink(secret, link, now + 59_999)).toBe(true)
  expect(verifyLink(secret, link, now + 60_000)).toBe(false)
})

test('another path, a later expiry or another secret opens nothing', () => {
  expect(verifyLink(secret, link.replace('001.pdf', '002.pdf'), now)).toBe(false)
  expect(verifyLink(secret, link.replace(/expires=\d+/, 'expires=9999999999'), now)).toBe(false)
  expect(verifyLink('m'.repeat(32), link, now)).toBe(false)
  expect(verifyLink(secret, path, now)).toBe(false)
  expect(verifyLink(secret, `${path}?expires=9999999999&signature=`, now)).toBe(false)
  expect(verifyLink(secret, link.slice(0, -1), now)).toBe(false)
})

test('property: no text makes it throw or pass', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),

    fc.constantFrom('//', 'http://', '//[', 'http://a:b', ''),
  )
  fc.assert(
    fc.property(odd, fc.string(), (start, end) => {
      expect(verifyLink(secret, start + end, now)).toBe(false)
    }),
  )
})
