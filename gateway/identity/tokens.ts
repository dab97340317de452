import { createRemoteJWKSet, errors, type JWK, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { unauthenticated, unavailable } from '#lib/errors.ts'
import type { Viewer } from '#lib/identity.ts'

/** What a verified access token says. */
export interface Session {
  viewer: Viewer
  /** Seconds since 1970, as in the token. */
  issuedAt: number
  /** From then on it is refused, in milliseconds; includes the tolerance for clocks. */
  endsAtMs: number
  /** The key it was signed with; it is worth something as long as that is published. */
  key: string
}

/** Ed25519 under both of its names; above all not `none`, and nothing symmetric. */
const ALGORITHMS = ['EdDSA', 'Ed25519']
const ISSUER = 'skygraph'
const CLOCK_TOLERANCE_S = 2
const MAX_TOKENS = 20_000
/** Characters of all remembered tokens together; ours have some 400 each. */
const MAX_REMEMBERED = 16_000_000
const MAX_TOKEN_LENGTH = 4_096
/** An unknown kid asks for the keys anew, at most this often: whoever makes up kids must not make us ask. */
const KEYS_COOLDOWN_MS = 500
const RETRY_AFTER_SECONDS = 2

const claims = z.object({
  sub: z.string().min(1),
  sid: z.string().min(1),
  email: z.string(),
  role: z.enum(['CUSTOMER', 'OPERATOR', 'ADMIN']),
  iat: z.number(),
  exp: z.number(),
})

export interface TokenVerifier {
  /** @throws UNAUTHENTICATED, or UNAVAILABLE where the keys were never had */
  verify(token: string): Promise<Session>
  /** Whether the key that signed it still counts. */
  holds(session: Session): boolean
  /** Asks for the keys again; a key that is gone takes its tokens along. */
  refreshKeys(): Promise<void>
  hasKeys(): boolean
}

/** Verifies each access token once against the user subgraph's keys: EdDSA costs 200 µs, a look-up next to nothing. */
export function createTokenVerifier(jwksUrl: URL): TokenVerifier {
  const keys = createRemoteJWKSet(jwksUrl, {
    // Kept for as long as the user subgraph is away; refreshKeys() replaces them while it is there.
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: KEYS_COOLDOWN_MS,
    timeoutDuration: 3_000,
  })
  const verified = new LRUCache<string, Session>({
    max: MAX_TOKENS,
    maxSize: MAX_REMEMBERED,
    sizeCalculation: (_, token) => token.length,
  })
  /** As last looked at: jwks() clones them, which is too much for each request. */
  let published = new Set<string>()
  const lookAtKeys = () => {
    const all = keys.jwks()?.keys ?? []
    published = new Set(all.map(nameOf))
    return all
  }
  const verifyNew = async (token: string): Promise<Session> => {
    const { payload, protectedHeader } = await verifyToken(token, keys)
    // An unknown kid made jose ask for the keys; without a kid there is but one to sign with.
    const jwk = lookAtKeys().find(({ kid }) => protectedHeader.kid === undefined || kid === protectedHeader.kid)
    return { ...payload, key: nameOf(jwk) }
  }
  const holds = ({ key }: Session) => published.has(key)
  return {
    holds,
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw unauthenticated('The access token is not valid.')
      const remembered = verified.get(token)
      const known = remembered && holds(remembered) ? remembered : undefined
      const session = known ?? (await verifyNew(token))
      if (session.endsAtMs <= Date.now()) {
        verified.delete(token)
        throw unauthenticated('The access token has expired.')
      }
      if (!known) verified.set(token, session)
      return session
    },
    async refreshKeys() {
      await keys.reload()
      lookAtKeys()
    },
    hasKeys: () => published.size > 0,
  }
}

/** A key under an id that another had before is another key. */
const nameOf = (jwk: JWK | undefined) => `${jwk?.kid} ${jwk?.x}`

async function verifyToken(token: string, keys: ReturnType<typeof createRemoteJWKSet>) {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: ISSUER,
      audience: ISSUER,
      clockTolerance: CLOCK_TOLERANCE_S,
    })
    return { payload: sessionOf(payload), protectedHeader }
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthenticated('The access token has expired.')
    const keysAway =
      error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError || error instanceof z.ZodError)
    if (keysAway || isKeysFailure(error)) throw unavailable(RETRY_AFTER_SECONDS, error)
    throw unauthenticated('The access token is not valid.')
  }
}

/** jose says "expected 200" and "not JSON" of the keys' address with its plain base class; of tokens with subclasses. */
const isKeysFailure = (error: unknown) => error instanceof errors.JOSEError && error.constructor === errors.JOSEError

function sessionOf(payload: JWTPayload): Omit<Session, 'key'> {
  const { sub, sid, email, role, iat, exp } = claims.parse(payload)
  const viewer = { id: sub, role, email, sessionId: sid } as Viewer
  return { viewer, issuedAt: iat, endsAtMs: (exp + CLOCK_TOLERANCE_S) * 1000 }
}
