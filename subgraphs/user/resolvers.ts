import { badUserInput, notImplemented as notImplementedError } from '#lib/errors.ts'
import { hasRole, requireViewer } from '#lib/identity.ts'
import { isId } from '#lib/ids.ts'
import type { MutationResolvers, QueryResolvers, Resolvers, Session } from '#schema/generated/user.ts'
import { changePassword } from './accounts/change-password.ts'
import { findUsers } from './accounts/find-users.ts'
import { logIn } from './accounts/log-in.ts'
import { setRole } from './accounts/set-role.ts'
import { signUp } from './accounts/sign-up.ts'
import { updateProfile } from './accounts/update-profile.ts'
import { toUser, type UserRow } from './accounts/user.ts'
import type { Context } from './context.ts'
import type { UserDeps } from './deps.ts'
import { notImplemented } from './not-implemented.ts'
import { emailTakenProblem, invalidCredentialsProblem, invalidInputProblem, userNotFoundProblem } from './refusal.ts'
import { logOut } from './sessions/log-out.ts'
import type { NewSession } from './sessions/open-session.ts'
import { CLEARED_REFRESH_COOKIE, refreshCookie } from './sessions/refresh-cookie.ts'
import { refreshSession } from './sessions/refresh-session.ts'

export function createResolvers(deps: UserDeps): Resolvers {
  return {
    Query: queries(deps),
    Mutation: { ...mutations(deps), ...refused() },
    User: { __resolveReference: reference },
  }
}

const queries = ({ db }: UserDeps): QueryResolvers => ({
  me: async (_, __, { viewer, loaders }) => userOrNull(viewer && (await loaders.user.load(viewer.id))),
  user: async (_, { id }, { loaders }) => userOrNull(isId(id) ? await loaders.user.load(id) : null),
  users: (_, args) => findUsers(db, args),
})

const mutations = (deps: UserDeps): MutationResolvers => ({
  signUp: async (_, { input: { cookie = false, ...input } }, context) => {
    requireCookies(context, cookie)
    const result = await signUp(deps, input, cookie)
    if (result.ok) return toSession(result, context)
    return result.code === 'EMAIL_TAKEN' ? emailTakenProblem() : invalidInputProblem(result)
  },
  logIn: async (_, { input: { cookie = false, ...input } }, context) => {
    requireCookies(context, cookie)
    const result = await logIn(deps, input, cookie)
    return result.ok ? toSession(result, context) : invalidCredentialsProblem(result)
  },
  refreshSession: async (_, { refreshToken }, context) => {
    const result = await refreshSession(deps, refreshToken ?? context.clientCookie)
    if (result.ok) return toSession(result, context)
    // A cookie that is of no use is not sent for ever.
    if (refreshToken == null && context.clientCookie) context.setCookie?.(CLEARED_REFRESH_COOKIE)
    return invalidCredentialsProblem(result)
  },
  logOut: async (_, { everywhere = false }, context) => {
    await logOut(deps, requireViewer(context), everywhere)
    if (context.clientCookie) context.setCookie?.(CLEARED_REFRESH_COOKIE)
    return true
  },
  updateProfile: async (_, { input }, context) => {
    const result = await updateProfile(deps, requireViewer(context), input)
    return result.ok ? member(result.user) : invalidInputProblem(result)
  },
  changePassword: async (_, { input }, context) => {
    const result = await changePassword(deps, requireViewer(context), input)
    if (result.ok) return toSession(result, context)
    return result.code === 'INVALID_INPUT' ? invalidInputProblem(result) : invalidCredentialsProblem(result)
  },
  setRole: async (_, { userId, role }, context) => {
    const result = await setRole(deps, requireViewer(context, 'ADMIN'), { userId, role })
    if (result.ok) return member(result.user)
    return result.code === 'NOT_FOUND' ? userNotFoundProblem() : invalidInputProblem(result)
  },
})

/** Another's account is null to customers; staff see whose booking they have before them. */
const reference = async ({ id }: { id: string }, { viewer, loaders }: Context) => {
  if (!viewer || !(viewer.id === id || hasRole(viewer, 'OPERATOR')) || !isId(id)) return null
  return userOrNull(await loaders.user.load(id))
}

function refused(): MutationResolvers {
  const refuse = (name: string) => () => {
    throw notImplementedError(name)
  }
  return Object.fromEntries(notImplemented.map((name) => [name.replace('Mutation.', ''), refuse(name)]))
}

const userOrNull = (row: UserRow | null) => (row ? toUser(row) : null)

const member = (row: UserRow) => ({ __typename: 'User' as const, ...toUser(row) })

function requireCookies({ setCookie }: Context, wanted: boolean): void {
  if (wanted && !setCookie) throw badUserInput('A cookie can only be set over HTTP.', ['input', 'cookie'])
}

/** The refresh token goes into the cookie or the answer, never both. */
function toSession(session: NewSession, { setCookie }: Context): Session & { __typename: 'Session' } {
  const { accessToken, byCookie, refreshToken, refreshTokenExpiresAt, user } = session
  if (byCookie) setCookie?.(refreshCookie(refreshToken, refreshTokenExpiresAt))
  return {
    __typename: 'Session',
    accessToken: accessToken.token,
    accessTokenExpiresAt: accessToken.expiresAt.toISOString(),
    refreshToken: byCookie ? null : refreshToken,
    refreshTokenExpiresAt: refreshTokenExpiresAt.toISOString(),
    user: toUser(user),
  }
}
