const NAME = 'skygraph_refresh'
const ATTRIBUTES = 'Path=/graphql; HttpOnly; Secure; SameSite=Strict'

/** The value of Set-Cookie that keeps a refresh token in a browser, out of reach of its scripts and of other sites. */
export function refreshCookie(token: string, expiresAt: Date): string {
  return `${NAME}=${token}; Expires=${expiresAt.toUTCString()}; ${ATTRIBUTES}`
}

export const CLEARED_REFRESH_COOKIE = `${NAME}=; Max-Age=0; ${ATTRIBUTES}`

/** The refresh token in a Cookie header. */
export function readRefreshCookie(header: string | undefined): string | undefined {
  const pair = header?.split(';').find((part) => part.trim().startsWith(`${NAME}=`))
  return pair?.trim().slice(NAME.length + 1) || undefined
}
