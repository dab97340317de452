import type DataLoader from 'dataloader'
import type { Viewer } from '#lib/identity.ts'
import { byId } from '#lib/loaders.ts'
import type { HttpExchange } from '#lib/subgraph-server.ts'
import { loadUsers } from './accounts/store.ts'
import type { UserRow } from './accounts/user.ts'
import type { UserDb } from './database.ts'
import { readRefreshCookie } from './sessions/refresh-cookie.ts'

export interface Context {
  viewer: Viewer | null
  loaders: { user: DataLoader<string, UserRow | null> }
  /** The refresh token the client's browser keeps. */
  clientCookie: string | undefined
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
    clientCookie: readRefreshCookie(http?.request.headers.cookie),
    setCookie: http && ((cookie) => void http.reply.header('set-cookie', cookie)),
  }
}
