import type DataLoader from 'dataloader'
import { CLIENT_ADDRESS_HEADER, type Viewer } from '#lib/identity.ts'
import { byId } from '#lib/loaders.ts'
import type { HttpExchange } from '#lib/subgraph-server.ts'
import { loadUsers } from './accounts/store.ts'
import type { UserRow } from './accounts/user.ts'
import type { UserDb } from './database.ts'
import type { Client } from './devices/device.ts'
import { readRefreshCookie } from './sessions/refresh-cookie.ts'

export interface Context {
  viewer: Viewer | null
  loaders: { user: DataLoader<string, UserRow | null> }
  /** The refresh token the client's browser keeps. */
  clientCookie: string | undefined
  client: Client
  /** Sends a Set-Cookie to the client; undefined where the request is not HTTP. */
  setCookie: ((cookie: string) => void) | undefined
}

export function createContext(db: UserDb, viewer: Viewer | null, http?: HttpExchange): Context {
  return {
    viewer,
    loaders: {
      user: byId(
        async (ids: readonly string[]) => new Map((await loadUsers(db.client, ids)).map((user) => [user.id, user])),
      ),
    },
    client: {
      userAgent: textOf(http?.request.headers['user-agent']),
      address: textOf(http?.request.headers[CLIENT_ADDRESS_HEADER]),
    },
    clientCookie: readRefreshCookie(http?.request.headers.cookie),
    setCookie: http && ((cookie) => void http.reply.header('set-cookie', cookie)),
  }
}

/** Of a header that may be missing; the address is checked no further, for it is printed as text alone. */
const textOf = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '')
