import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A key of its own, so that what the secret signs elsewhere says nothing about it. */
const keyOf = (secret: string) => new Uint8Array(hkdfSync('sha256', secret, '', 'skygraph seal', 32))

/**
 * `text` such that only another service that knows the secret can read it, and only where it was meant to stand:
 * `about` names that place. AES-256-GCM, as base64url of nonce, ciphertext and tag.
 */
export function seal(secret: string, text: string, about: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(secret), nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** @throws where it was not sealed with this secret, or not for `about` */
export function unseal(secret: string, sealed: string, about: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('This is nothing that was sealed.')
  const decipher = createDecipheriv(CIPHER, keyOf(secret), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
}
