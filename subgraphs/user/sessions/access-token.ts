import { SignJWT } from 'jose'
import type { Role } from '#lib/identity.ts'
import type { SigningKeys } from './signing-keys.ts'

const ISSUER = 'skygraph'

interface AccessClaims {
  userId: string
  email: string
  role: Role
  sessionId: string
  issuedAt: Date
}

export interface AccessToken {
  token: string
  expiresAt: Date
}

export interface TokenSigner {
  ttlMs: number
  sign(claims: AccessClaims): Promise<AccessToken>
}

/**
 * Signs access tokens with EdDSA. `iat` has milliseconds, as RFC 7519 allows: revocations are compared with it, and in
 * whole seconds the token that replaces a revoked one would look as old as that.
 */
export function createTokenSigner({ kid, privateKey }: SigningKeys, ttlMs: number): TokenSigner {
  return {
    ttlMs,
    async sign({ userId, email, role, sessionId, issuedAt }) {
      const expires = Math.ceil((issuedAt.getTime() + ttlMs) / 1000)
      const token = await new SignJWT({ email, role, sid: sessionId })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid })
        .setIssuer(ISSUER)
        .setAudience(ISSUER)
        .setSubject(userId)
        .setIssuedAt(issuedAt.getTime() / 1000)
        .setExpirationTime(expires)
        .sign(privateKey)
      return { token, expiresAt: new Date(expires * 1000) }
    },
  }
}
