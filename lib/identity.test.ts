import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requireViewer, signViewer, type Viewer, verifyViewer } from '#lib/identity.ts'
import { newId } from '#lib/ids.ts'

const secret = 's'.repeat(32)
const now = 1_800_000_000_000
const viewer: Viewer = { id: newId(), role: 'CUSTOMER', email: 'a@b.test', sessionId: newId() }
const verify = (header: string | undefined) => verifyViewer(secret, header, now)
/** What somebody who has the secret could sign, which need not make sense. */
const signed = (body: string) => `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
const encoded = (text: string) => Buffer.from(text).toString('base64url')

test('the viewer, or that there is none, comes through', () => {
  expect(verify(signViewer(secret, viewer, now))).toEqual({ viewer })
  expect(verify(signViewer(secret, null, now))).toEqual({ viewer: null })
})

test('a header is good for one minute', () => {
  const header = signViewer(secret, viewer, now)
  expect(verifyViewer(secret, header, now + 59_999)).toEqual({ viewer })
  expect(verifyViewer(secret, header, now + 60_000)).toBeUndefined()
})

test('another secret, another body or a shorter signature is not the gateway', () => {
  const header = signViewer(secret, viewer, now)
  const [body, signature] = header.split('.') as [string, string]
  const admin = encoded(JSON.stringify({ viewer: { ...viewer, role: 'ADMIN' }, exp: now + 60_000 }))
  expect(verifyViewer('t'.repeat(32), header, now)).toBeUndefined()
  expect(verify(`${admin}.${signature}`)).toBeUndefined()
  for (const odd of [undefined, '', '.', `${body}.`, `.${signature}`, body, `${header}.`, `${header}.x`]) {
    expect(verify(odd), odd).toBeUndefined()
  }
  for (let length = 0; length < header.length; length++) expect(verify(header.slice(0, length))).toBeUndefined()
})

test('what is signed and no viewer is refused, and throws nothing', () => {
  const exp = now + 60_000
  const odd = [
    '!!!',
    encoded('{'),
    encoded(''),
    encoded('null'),
    encoded('5'),
    encoded('"x"'),
    encoded('[]'),
    encoded('{}'),
    encoded(JSON.stringify({ viewer })),
    encoded(JSON.stringify({ exp })),
    encoded(JSON.stringify({ viewer, exp: 'later' })),
    encoded(JSON.stringify({ viewer: 'admin', exp })),
    encoded(JSON.stringify({ viewer: {}, exp })),
    encoded(JSON.stringify({ viewer: { ...viewer, role: 'ROOT' }, exp })),
    encoded(JSON.stringify({ viewer: { ...viewer, id: 7 }, exp })),
  ]
  for (const body of odd) expect(verify(signed(body)), Buffer.from(body, 'base64url').toString()).toBeUndefined()
})

test('property: no text at all makes it throw or pass', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary-ascii' }),
        fc.tuple(fc.base64String(), fc.base64String()).map((p) => p.join('.')),
      ),
      (text) => {
        expect(verify(text)).toBeUndefined()
      },
    ),
  )
})

test('roles include the ones before them', () => {
  const code = (role: Viewer['role'], wanted: Viewer['role']) => {
    try {
      requireViewer({ viewer: { ...viewer, role } }, wanted)
      return 'ok'
    } catch (error) {
      return (error as { extensions: { code: string } }).extensions.code
    }
  }
  expect(code('CUSTOMER', 'OPERATOR')).toBe('FORBIDDEN')
  expect(code('OPERATOR', 'OPERATOR')).toBe('ok')
  expect(code('ADMIN', 'OPERATOR')).toBe('ok')
  expect(code('OPERATOR', 'ADMIN')).toBe('FORBIDDEN')
  expect(() => requireViewer({ viewer: null })).toThrow('Sign in')
})
