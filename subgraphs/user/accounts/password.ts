import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { createLimit } from './limit.ts'

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 passes, 1 lane. About 40 ms of one core. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
const MIN_LENGTH = 8
const MAX_LENGTH = 128

const derive = promisify(argon2)

// Hashes run on the thread pool, whose four threads files and name look-ups share: one is always left to them. 100 in
// line are about 2 seconds of waiting on two cores.
const limit = createLimit({ running: Math.max(1, Math.min(availableParallelism(), 3)), waiting: 100 })

/** Why `password` cannot be one; undefined where it can. Counted in characters of its normal form (NFKC). */
export function passwordFault(password: string): string | undefined {
  if (!password.isWellFormed()) return 'A password is text.'
  const length = password.length > 8 * MAX_LENGTH ? Number.POSITIVE_INFINITY : [...password.normalize('NFKC')].length
  if (length < MIN_LENGTH) return `A password has at least ${MIN_LENGTH} characters.`
  if (length > MAX_LENGTH) return `A password has at most ${MAX_LENGTH} characters.`
  return undefined
}

/** A PHC string: $argon2id$v=19$m=…,t=…,p=…$salt$hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return phc(salt, await limit.run(() => compute(password, salt, PARAMETERS)))
}

/** Takes as long where there is no hash to compare with, so that the time does not tell who has an account. */
export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const { salt, wanted, parameters } = parsePhc(hash ?? NOBODYS)
  const possible = passwordFault(password) === undefined
  const given = await limit.run(() => compute(possible ? password : '', salt, parameters))
  return timingSafeEqual(given, wanted) && hash !== undefined && possible
}

type Parameters = typeof PARAMETERS

const compute = (password: string, salt: Buffer, parameters: Parameters): Promise<Buffer> =>
  derive('argon2id', {
    message: Buffer.from(password.normalize('NFKC')),
    nonce: salt,
    tagLength: HASH_BYTES,
    ...parameters,
  })

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

function phc(salt: Buffer, hash: Buffer): string {
  const { memory, passes, parallelism } = PARAMETERS
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]{43})$/

function parsePhc(text: string) {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(text) ?? []
  if (salt === undefined || hash === undefined) throw new Error('A password hash is not an argon2id PHC string.')
  return {
    parameters: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    wanted: Buffer.from(hash, 'base64'),
  }
}

const NOBODYS = phc(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES))
