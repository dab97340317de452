import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CryptoKey, importJWK } from 'jose'
import { z } from 'zod'
import { ConfigError } from '#lib/config.ts'

const publicPart = {
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().length(43),
  kid: z.string().min(1),
}
const jwkSet = z.object({
  keys: z
    .array(z.object({ ...publicPart, d: z.string().length(43).optional() }))
    .min(1)
    .refine(([first]) => first?.d !== undefined, 'the first key must be private')
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'each key needs a kid of its own'),
})

interface PublishedKey {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  kid: string
  alg: 'EdDSA'
  use: 'sig'
}

export interface SigningKeys {
  kid: string
  privateKey: CryptoKey
  /** All keys whose tokens hold, without their private parts. */
  published: PublishedKey[]
}

/**
 * AUTH_KEYS: a JWK set of Ed25519 keys as JSON. The first signs, all are published: a new key goes to the front, and the
 * old one (its `d` may go) stays behind it for as long as its tokens live.
 * @throws ConfigError, which quotes nothing of the keys
 */
export async function readSigningKeys(json: string): Promise<SigningKeys> {
  const { keys } = parseKeys(json)
  const [first] = keys
  if (!first) throw new ConfigError('AUTH_KEYS holds no key.')
  const privateKey = await importJWK({ ...first }, 'EdDSA').catch(() => undefined)
  if (!privateKey || privateKey instanceof Uint8Array) throw new ConfigError('AUTH_KEYS: the first key is no key pair.')
  const published = keys.map(
    ({ x, kid }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' }) as const,
  )
  return { kid: first.kid, privateKey, published }
}

function parseKeys(json: string) {
  try {
    return jwkSet.parse(JSON.parse(json))
  } catch (error) {
    const faults =
      error instanceof z.ZodError ? error.issues.map((i) => `${i.path.join('.')}: ${i.message}`) : ['no JSON']
    throw new ConfigError(`AUTH_KEYS must be a JWK set of Ed25519 keys with kid (${faults.join('; ')}).`)
  }
}

export function makeSigningKeys(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return JSON.stringify({
    keys: [{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'EdDSA', use: 'sig' }],
  })
}

/** The keys kept in `folder`, made there at the first start; of two first starts at once, one makes them. */
export async function keptSigningKeys(folder: string): Promise<string> {
  const file = join(folder, 'auth-keys.json')
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(file, makeSigningKeys(), { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFile(file, 'utf8')
}
