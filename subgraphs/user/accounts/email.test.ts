import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emailKey, isEmail } from './email.ts'

test.each([
  'ann@example.test',
  'Ann.Lee+tag@mail.example.co.uk',
  "o'brien@example.ie",
  `${'a'.repeat(64)}@example.test`,
])('takes %s', (text) => expect(isEmail(text)).toBe(true))

test.each([
  '',
  'ann',
  'ann@',
  '@example.test',
  'ann@localhost',
  'ann@example.test ',
  ' ann@example.test',
  'a b@example.test',
  'ann..lee@example.test',
  '.ann@example.test',
  'ann@-example.test',
  'ann@example.1',
  'ann@example.test\r\nBcc: all@example.test',
  'ann@example.test\n',
  'ann\0@example.test',
  '"ann"@example.test',
  'ann@[127.0.0.1]',
  'Ann <ann@example.test>',
  'ann@example.test,bob@example.test',
  'änn@example.test',
  '😀@example.test',
  `${'a'.repeat(65)}@example.test`,
  `${'a'.repeat(988)}@example.test`,
  `ann@${'a.'.repeat(200)}test`,
])('refuses %j', (text) => expect(isEmail(text)).toBe(false))

test('what passes holds nothing that could start another header or recipient', { timeout: 60_000 }, () => {
  const anything = fc.oneof(
    fc.emailAddress(),
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.emailAddress(), fc.string()).map(([a, b]) => a + b),
  )
  fc.assert(
    fc.property(anything, (text) => !isEmail(text) || (/^[\x21-\x7e]+$/.test(text) && !/[\s,;:<>()"\\]/.test(text))),
  )
})

test('addresses that differ in case alone are the same', () => {
  expect(emailKey('Ann@Example.TEST')).toBe(emailKey('ann@example.test'))
})
