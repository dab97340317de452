import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { forbidden, unauthenticated } from '#lib/errors.ts'
import type { SessionId, UserId } from '#lib/ids.ts'

export type Role = 'CUSTOMER' | 'OPERATOR' | 'ADMIN'

/** The signed-in person a request is made for, as the gateway verified it. */
export interface Viewer {
  id: UserId
  role: Role
  email: string
  sessionId: SessionId
}

/** Carries the viewer, or that there is none, from the gateway to a subgraph. */
export const VIEWER_HEADER = 'x-skygraph-viewer'

/** The address a request came to the gateway from, for the subgraph of accounts alone. */
export const CLIENT_ADDRESS_HEADER = 'x-skygraph-client-address'

const VALID_MS = 60_000
const RANK: Record<Role, number> = { CUSTOMER: 0, OPERATOR: 1, ADMIN: 2 }

const mac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest()

/** The header's value: base64url(JSON of viewer and expiry) "." base64url(HMAC-SHA256), valid for one minute. */
export function signViewer(secret: string, viewer: Viewer | null, nowMs: number = Date.now()): string {
  const body = Buffer.from(JSON.stringify({ viewer, exp: nowMs + VALID_MS })).toString('base64url')
  return `${body}.${mac(secret, body).toString('base64url')}`
}

/** What the header says, or undefined when it is missing, forged or older than a minute: then the request is not the gateway's. */
export function verifyViewer(
  secret: string,
  header: string | undefined,
  nowMs: number = Date.now(),
): { viewer: Viewer | null } | undefined {
  const [body, signature, rest] = header?.split('.') ?? []
  if (!body || !signature || rest !== undefined) return undefined
  const given = Buffer.from(signature, 'base64url')
  const wanted = mac(secret, body)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  const said = read(body)
  return said && said.exp > nowMs ? { viewer: said.viewer } : undefined
}

const SAID = z.object({
  viewer: z
    .object({
      id: z.string().transform((id) => id as UserId),
      role: z.enum(['CUSTOMER', 'OPERATOR', 'ADMIN']),
      email: z.string(),
      sessionId: z.string().transform((id) => id as SessionId),
    })
    .nullable(),
  exp: z.number(),
})

/** The secret signs more than this; what is signed and says something else is refused like what is not signed. */
function read(body: string): z.infer<typeof SAID> | undefined {
  try {
    return SAID.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString())).data
  } catch {
    return undefined
  }
}

/**
 * The viewer, who must hold at least `role`; the gateway checked it before, each subgraph checks again.
 * @throws UNAUTHENTICATED without a viewer, FORBIDDEN with too low a role
 */
export function requireViewer(context: { viewer: Viewer | null }, role: Role = 'CUSTOMER'): Viewer {
  if (!context.viewer) throw unauthenticated()
  if (!hasRole(context.viewer, role)) throw forbidden()
  return context.viewer
}

/** Each role includes the one before it. */
export const hasRole = (viewer: Viewer, role: Role): boolean => RANK[viewer.role] >= RANK[role]
