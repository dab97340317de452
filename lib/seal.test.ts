import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal, unseal } from './seal.ts'

const SECRET = 'the secret of signed links in tests'

test('what was sealed opens in its place, and shows nothing of itself before', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, about) => {
      expect(unseal(SECRET, seal(SECRET, text, about), about)).toBe(text)
    }),
  )
  const sealed = seal(SECRET, 'token', 'here')
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('token')
  expect(seal(SECRET, 'token', 'here')).not.toBe(sealed)
})

test('it opens nowhere else, with no other secret, and not when a bit of it was changed', () => {
  const sealed = seal(SECRET, 'token', 'here')
  expect(() => unseal(SECRET, sealed, 'there')).toThrow()
  expect(() => unseal('another secret of signed links', sealed, 'here')).toThrow()
  const bytes = Buffer.from(sealed, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    expect(() => unseal(SECRET, changed.toString('base64url'), 'here')).toThrow()
  }
})

test.each(['', 'x', '😀', 'A'.repeat(37), 'A'.repeat(100_000)])('%.20j was never sealed', (text) => {
  expect(() => unseal(SECRET, text, 'here')).toThrow()
})
