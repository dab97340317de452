import { expect, test } from 'vitest'
import { hashPassword, passwordFault, verifyPassword } from './password.ts'

test('a password opens its own hash and no other does', async () => {
  const hash = await hashPassword('correct horse battery staple')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await verifyPassword(hash, 'correct horse battery staple')).toBe(true)
  expect(await verifyPassword(hash, 'Correct horse battery staple')).toBe(false)
  expect(await hashPassword('correct horse battery staple')).not.toBe(hash)
})

test('verifies a hash that another implementation made', async () => {
  // The reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await verifyPassword(hash, 'password')).toBe(true)
})

test('the same text in another Unicode form is the same password', async () => {
  const hash = await hashPassword('caf\u00e9 caf\u00e9')
  expect(await verifyPassword(hash, 'cafe\u0301 cafe\u0301')).toBe(true)
})

test('without an account no password is right, and the answer takes as long', async () => {
  const hash = await hashPassword('correct horse battery staple')
  const timed = async (of: string | undefined, password: string) => {
    const start = performance.now()
    expect(await verifyPassword(of, password)).toBe(false)
    return performance.now() - start
  }
  const times = { wrong: [] as number[], nobody: [] as number[], impossible: [] as number[] }
  for (let i = 0; i < 5; i++) {
    times.wrong.push(await timed(hash, 'wrong password'))
    times.nobody.push(await timed(undefined, 'wrong password'))
    times.impossible.push(await timed(hash, 'x'.repeat(1_000_000)))
  }
  // The fastest of five is what the work takes without what else the machine does.
  const wrong = Math.min(...times.wrong)
  expect(Math.min(...times.nobody)).toBeGreaterThan(wrong / 2)
  expect(Math.min(...times.impossible)).toBeGreaterThan(wrong / 2)
})

test.each([
  ['1234567', false],
  ['12345678', true],
  ['😀'.repeat(7), false],
  ['😀'.repeat(8), true],
  ['x'.repeat(128), true],
  ['x'.repeat(129), false],
  ['x'.repeat(5_000_000), false],
  ['null\0byte and more', true],
  ['\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800', false],
])('as a password %.20j passes: %s', (password, passes) => {
  expect(passwordFault(password) === undefined).toBe(passes)
})
