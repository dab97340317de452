import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMailAddress, oneLine, phoneNumberOf, severalLines, spokenName } from './plain-text.ts'

test('one line is one line within its length, whatever comes in', { timeout: 60_000 }, () => {
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

test.each([
  'Ann',
  'Zoë Łukasiewicz',
  'कृष्णमूर्ति द्विवेदी',
  'محمد عبد الله',
  '王小明',
  "O'Neil-St. John Jr.",
  'Иван Петров',
  'Anna Иванова',
])('%s is greeted', (name) => expect(spokenName(name)).toBe(name))

test.each([
  ['an address to click', 'Visit https://evil.test'],
  ['an address without its scheme', 'see www.evil.test now'],
  ['a domain', 'claim at evil.com'],
  ['a mail address', 'help@evil.test'],
  ['a word with look-alike letters', 'Skygr\u0430ph Support'],
  ['a text', 'Your account is blocked, call us at once to get it back or lose all of your money'],
  ['nothing to be seen', ' \u200b\u2060 '],
])('a name that is %s is not greeted', (_, name) => expect(spokenName(name)).toBeUndefined())

test('marks that are piled up, or without width, go', () => {
  expect(oneLine(`Z${'\u0301'.repeat(50)}\u200bo\u2060e`)).toBe(`Z${'\u0301'.repeat(4)}oe`)
})

test.each([
  ['+91 (98765) 432-10', '+919876543210'],
  ['+4915112345678', '+4915112345678'],
  ['0151 12345678', undefined],
  ['+0123456789', undefined],
  ['+49151123456789012', undefined],
  ['+49 call me', undefined],
])('%s as a phone number is %s', (text, number) => expect(phoneNumberOf(text)).toBe(number))
