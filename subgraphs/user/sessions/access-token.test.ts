import { createLocalJWKSet, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { createTokenSigner } from './access-token.ts'
import { makeSigningKeys, readSigningKeys } from './signing-keys.ts'

const claims = {
  userId: 'u1',
  email: 'ann@example.test',
  role: 'CUSTOMER',
  sessionId: 's1',
  issuedAt: new Date('2026-11-21T10:00:00.123Z'),
} as const

test('a token says who, in what role and session, until when, and verifies with the published keys', async () => {
  const keys = await readSigningKeys(makeSigningKeys())
  const { token, expiresAt } = await createTokenSigner(keys, 600_000).sign(claims)
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys: keys.published }), {
    algorithms: ['EdDSA'],
    issuer: 'skygraph',
    audience: 'skygraph',
    currentDate: claims.issuedAt,
  })
  expect(payload).toMatchObject({ sub: 'u1', sid: 's1', email: 'ann@example.test', role: 'CUSTOMER' })
  expect(payload.iat).toBe(claims.issuedAt.getTime() / 1000)
  expect(payload.exp).toBe(expiresAt.getTime() / 1000)
  expect(expiresAt.toISOString()).toBe('2026-11-21T10:10:01.000Z')
  expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: keys.kid })
})

test('a rotated key still verifies what it signed, and no private part is published', async () => {
  const old = makeSigningKeys()
  const { token } = await createTokenSigner(await readSigningKeys(old), 600_000).sign(claims)
  const both = JSON.stringify({ keys: [...JSON.parse(makeSigningKeys()).keys, ...JSON.parse(old).keys] })
  const keys = await readSigningKeys(both)
  expect(keys.published).toHaveLength(2)
  expect(JSON.stringify(keys.published)).not.toContain('"d"')
  await jwtVerify(token, createLocalJWKSet({ keys: keys.published }), { currentDate: claims.issuedAt })
})

test.each([
  'not JSON',
  '{}',
  '{"keys":[]}',
  '{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"1"}]}',
  JSON.stringify({ keys: JSON.parse(makeSigningKeys()).keys.map(({ d: _, ...rest }: { d: string }) => rest) }),
  JSON.stringify({
    keys: [1, 2].flatMap(() => JSON.parse(makeSigningKeys()).keys.map((k: object) => ({ ...k, kid: 'same' }))),
  }),
])('keys such as %.60s are refused, by the name of their variable', async (json) => {
  await expect(readSigningKeys(json)).rejects.toThrow(/AUTH_KEYS/)
})

test('a fault in the keys is told without the keys', async () => {
  const { keys } = JSON.parse(makeSigningKeys())
  const json = JSON.stringify({ keys: [{ ...keys[0], crv: 'X25519' }] })
  const error = await readSigningKeys(json).catch((e: Error) => e)
  expect(String(error)).not.toContain(keys[0].d)
})
