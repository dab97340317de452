import type { UserDb } from './database.ts'
import type { TokenSigner } from './sessions/access-token.ts'

/** What the slices of user work with. */
export interface UserDeps {
  db: UserDb
  tokens: TokenSigner
  /** Seals the tokens that go out by mail, for notification alone to read. */
  linkSecret: string
}
