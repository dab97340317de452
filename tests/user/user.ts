import type { GraphQLFormattedError } from 'graphql'
import { openBus } from '#lib/bus/open-bus.ts'
import { CLIENT_ADDRESS_HEADER, type Role, signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { newId, type SessionId, type UserId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { DEMO_PASSWORD, loadDemoAccounts } from '../../subgraphs/user/accounts/load-demo-accounts.ts'
import { createUserApp } from '../../subgraphs/user/app.ts'
import { openUserDb } from '../../subgraphs/user/database.ts'
import { createTokenSigner } from '../../subgraphs/user/sessions/access-token.ts'
import type { Revocations } from '../../subgraphs/user/sessions/revocations.ts'
import { makeSigningKeys, readSigningKeys } from '../../subgraphs/user/sessions/signing-keys.ts'
import { testDatabase } from '../support/database.ts'

export const GATEWAY_SECRET = 'the secret of the gateway in tests'
export const LINK_SECRET = 'the secret of signed links in tests'
const TTL_MS = 600_000
export const PASSWORD = 'correct horse battery staple'

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: what a test asks for is known to that test alone.
  data: any
  code: string | undefined
  cookies: string[]
}

export interface Asking {
  viewer?: Viewer | null
  cookie?: string | undefined
  /** Where the gateway says the client is, and what it says it is */
  address?: string
  userAgent?: string
}

export type UserFixture = Awaited<ReturnType<typeof startUser>>

/** The whole subgraph on databases of its own, for tests: asked as the gateway asks it. */
export async function startUser() {
  const database = await testDatabase('user')
  const busDatabase = await testDatabase('bus')
  const log = createLog('user-test').child({}, { level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const db = openUserDb(database.url)
  const bus = await openBus({ BUS_URL: busDatabase.url }, 'user-test', log)
  const signingKeys = await readSigningKeys(makeSigningKeys())
  const settings = { accessTokenTtlMs: TTL_MS, gatewaySecret: GATEWAY_SECRET, linkSecret: LINK_SECRET, port: 0 }
  const app = await createUserApp({ db, bus, log, signingKeys, ...settings })

  const ask = async (
    query: string,
    variables: object = {},
    { viewer = null, cookie, address, userAgent }: Asking = {},
  ): Promise<Answer> => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [VIEWER_HEADER]: signViewer(GATEWAY_SECRET, viewer),
        ...(cookie !== undefined && { cookie: `skygraph_refresh=${cookie}` }),
        ...(address !== undefined && { [CLIENT_ADDRESS_HEADER]: address }),
        ...(userAgent !== undefined && { 'user-agent': userAgent }),
      },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as { data: Answer['data']; errors?: GraphQLFormattedError[] }
    const code = errors?.[0]?.extensions?.code as string | undefined
    return { data, code, cookies: response.headers.getSetCookie() }
  }
  return {
    database,
    db,
    bus,
    log,
    url: app.url,
    deps: { db, tokens: createTokenSigner(signingKeys, TTL_MS), linkSecret: LINK_SECRET },
    ask,
    get: (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers }),
    revocations: async () => {
      const headers = { [VIEWER_HEADER]: signViewer(GATEWAY_SECRET, null) }
      return (await (await fetch(`${app.url}/revocations`, { headers })).json()) as Revocations
    },
    async stop() {
      await app.stop()
      await bus.close()
      await db.close()
      await busDatabase.drop()
      await database.drop()
    },
  }
}

const SESSION = `__typename ... on Session { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt
  user { id email emailVerified name phone locale timeZone role createdAt } } ... on Problem { code message path }`
export const SIGN_UP = `mutation($i: SignUpInput!) { signUp(input: $i) { ${SESSION} } }`
export const LOG_IN = `mutation($i: LogInInput!) { logIn(input: $i) { ${SESSION} } }`
export const REFRESH = `mutation($t: String) { refreshSession(refreshToken: $t) { ${SESSION} } }`
const CHANGE_PASSWORD = `mutation($i: ChangePasswordInput!) { changePassword(input: $i) { ${SESSION} } }`

let count = 0
export const newEmail = (name = 'ann') => `${name}.${++count}@example.test`

export const signUp = async ({ ask }: UserFixture, input: object = {}) =>
  (await ask(SIGN_UP, { i: { email: newEmail(), password: PASSWORD, name: 'Ann', ...input } })).data.signUp
export const logIn = async ({ ask }: UserFixture, email: string, password = PASSWORD) =>
  (await ask(LOG_IN, { i: { email, password } })).data.logIn
export const refresh = async ({ ask }: UserFixture, token: string) =>
  (await ask(REFRESH, { t: token })).data.refreshSession
export const changePassword = async ({ ask }: UserFixture, viewer: Viewer, input: object) =>
  (await ask(CHANGE_PASSWORD, { i: input }, { viewer })).data.changePassword

/** Whom an access token speaks for, as the gateway would read it after it verified it. */
export function viewerOf(accessToken: string): Viewer & { issuedAt: number } {
  const { sub, role, email, sid, iat } = JSON.parse(
    Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString(),
  )
  return { id: sub, role, email, sessionId: sid, issuedAt: iat }
}

export const endedSessions = async ({ revocations }: UserFixture) => (await revocations()).sessions.map(({ id }) => id)

/** From when on the tokens of a user hold, as gateways are told; in milliseconds. */
export async function tokensHoldFrom({ revocations }: UserFixture, userId: string): Promise<number> {
  const revoked = (await revocations()).users.find(({ id }) => id === userId)
  if (!revoked) throw new Error('No tokens of this user are revoked.')
  return Date.parse(revoked.at)
}

/** The demo accounts, signed in. */
export async function demoStaff(user: UserFixture): Promise<Record<Role, Viewer>> {
  await loadDemoAccounts(user.db, new Date())
  const viewer = async (role: string) => viewerOf((await logIn(user, `${role}@demo.test`, DEMO_PASSWORD)).accessToken)
  return { CUSTOMER: await viewer('customer'), OPERATOR: await viewer('operator'), ADMIN: await viewer('admin') }
}

/** Someone whose token is good and whose account is no more. */
export const gone: Viewer = {
  id: newId<UserId>(),
  role: 'CUSTOMER',
  email: 'gone@example.test',
  sessionId: newId<SessionId>(),
}
