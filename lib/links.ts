import { createHmac, timingSafeEqual } from 'node:crypto'

const mac = (secret: string, path: string, expires: string) =>
  createHmac('sha256', secret).update(`${path}\n${expires}`).digest()

/** `path` with an expiry (Unix seconds) and a signature, so that whoever holds the link may open it until then. */
export function signLink(secret: string, path: string, expiresAt: Date): string {
  const expires = String(Math.floor(expiresAt.getTime() / 1000))
  return `${path}?expires=${expires}&signature=${mac(secret, path, expires).toString('base64url')}`
}

/** Whether `pathAndQuery` carries an unexpired signature of ours for exactly this path. */
export function verifyLink(secret: string, pathAndQuery: string, nowMs: number = Date.now()): boolean {
  const url = URL.parse(pathAndQuery, 'http://link.invalid')
  if (!url) return false
  const { pathname, searchParams } = url
  const expires = searchParams.get('expires') ?? ''
  const given = Buffer.from(searchParams.get('signature') ?? '', 'base64url')
  const wanted = mac(secret, pathname, expires)
  return given.length === wanted.length && timingSafeEqual(given, wanted) && Number(expires) * 1000 > nowMs
}
