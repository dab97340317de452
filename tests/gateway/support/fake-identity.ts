import type { FastifyInstance } from 'fastify'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { VIEWER_HEADER, verifyViewer } from '#lib/identity.ts'

interface TokenClaims {
  sub?: string
  sid?: string
  role?: string
  email?: string
  iss?: string
  aud?: string
  iat?: number
  /** Seconds from now. */
  expiresIn?: number
  key?: CryptoKey
  kid?: string
}

/** The part of the user subgraph that says whose tokens hold: its keys, and what it revoked. */
export interface FakeIdentity {
  token(claims?: TokenClaims): Promise<string>
  /** Another key than the published one, or after `rotate` the new one. */
  strangersKey: CryptoKey
  rotate(): Promise<void>
  revoked: { sessions: Array<{ id: string; at: string }>; users: Array<{ id: string; at: string }> }
  /** While true, its routes answer 500. */
  broken: boolean
  polls: number
  routes(app: FastifyInstance): void
}

export async function createFakeIdentity(gatewaySecret: string): Promise<FakeIdentity> {
  let current = await makeKey('key-1')
  const identity: FakeIdentity = {
    strangersKey: (await makeKey('key-1')).privateKey,
    revoked: { sessions: [], users: [] },
    broken: false,
    polls: 0,
    async rotate() {
      current = await makeKey(`key-${Math.random()}`)
    },
    async token(claims = {}) {
      const now = Math.floor(Date.now() / 1000)
      const { sub = 'ann', sid = 'session-of-ann', role = 'CUSTOMER', email = 'ann@example.test' } = claims
      return new SignJWT({ sid, role, email })
        .setProtectedHeader({ alg: 'EdDSA', kid: claims.kid ?? current.kid })
        .setSubject(sub)
        .setIssuer(claims.iss ?? 'skygraph')
        .setAudience(claims.aud ?? 'skygraph')
        .setIssuedAt(claims.iat ?? now)
        .setExpirationTime(now + (claims.expiresIn ?? 600))
        .sign(claims.key ?? current.privateKey)
    },
    routes(app) {
      app.get('/.well-known/jwks.json', async (_, reply) => {
        identity.polls++
        return identity.broken ? reply.code(500).send('') : { keys: [current.jwk] }
      })
      app.get('/revocations', async (request, reply) => {
        if (identity.broken) return reply.code(500).send('')
        if (!verifyViewer(gatewaySecret, request.headers[VIEWER_HEADER] as string)) return reply.code(401).send('')
        return { now: new Date().toISOString(), ...identity.revoked }
      })
    },
  }
  return identity
}

async function makeKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' } }
}
