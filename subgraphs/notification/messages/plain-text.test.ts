import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMailAddress, oneLine, severalLines } from './plain-text.ts'

test('one line is one line within its length, whatever comes in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (text, max) => {
      const line = oneLine(text, max)
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect([...line].length).toBeLessThanOrEqual(max)
      expect(line.isWellFormed()).toBe(true)
      expect(oneLine(line, max)).toBe(line)
    }),
  )
})

test('several lines keep their breaks and lose other controls', () => {
  expect(severalLines('a\r\nb\rc\td\u0000\u001b[31m\u2028e')).toBe('a\nb\nc\td[31m\ne')
})

test.each(['ann@example.test', "o'neil+tag@mail.example.co.uk", 'émile@exämple.test', '用户@例子.测试'])(
  'a mail can be sent to %s',
  (address) => expect(isMailAddress(address)).toBe(true),
)

test.each([
  '',
  'ann',
  'ann@',
  '@example.test',
  'a@b@c',
  'a@b.test, c@d.test',
  'a@b.test;c@d.test',
  'Ann <ann@example.test>',
  'ann@example.test\r\nBcc: x@evil.test',
  '"a b"@c.test',
  'a b@c.test',
  `${'a'.repeat(65)}@b.test`,
])('no mail can be sent to %j', (address) => expect(isMailAddress(address)).toBe(false))
