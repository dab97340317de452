import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DatabaseName, databaseNames } from './database-names.ts'

export interface Secrets {
  GATEWAY_SECRET: string
  LINK_SECRET: string
  PAYMENT_WEBHOOK_SECRET: string
  /** A JWK set as JSON: the Ed25519 keys that sign access tokens, newest first */
  AUTH_KEYS: string
  /** Of each database's own user */
  databasePasswords: Record<DatabaseName, string>
}

/** What an embedded system needs and nobody chose: made once, kept readable for its owner alone. */
export function readOrMakeSecrets(dataFolder: string): Secrets {
  const file = join(dataFolder, 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  const secrets = makeSecrets()
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return secrets
}

export function makeSecrets(): Secrets {
  const passwords = databaseNames.map((name) => [name, randomSecret(24)])
  return {
    GATEWAY_SECRET: randomSecret(32),
    LINK_SECRET: randomSecret(32),
    PAYMENT_WEBHOOK_SECRET: randomSecret(32),
    AUTH_KEYS: JSON.stringify({ keys: [makeSigningKey()] }),
    databasePasswords: Object.fromEntries(passwords) as Record<DatabaseName, string>,
  }
}

const randomSecret = (bytes: number) => randomBytes(bytes).toString('base64url')

function makeSigningKey(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'EdDSA', use: 'sig' }
}
