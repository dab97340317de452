import { badUserInput } from '#lib/errors.ts'
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
import { requestPasswordReset } from './mail-tokens/request-password-reset.ts'
import { resetPassword } from './mail-tokens/reset-password.ts'
import { verifyEmail } from './mail-tokens/verify-email.ts'
import {
  emailTakenProblem,
  type InvalidCredentials,
  type InvalidField,
  invalidCredentialsProblem,
  invalidInputProblem,
  userNotFoundProblem,
} from './refusal.ts'
import { logOut } from './sessions/log-out.ts'
import type { NewSession } from './sessions/open-session.ts'
import { CLEARED_REFRESH_COOKIE, refreshCookie } from './sessions/refresh-cookie.ts'
import { refreshSession } from './sessions/refresh-session.ts'

export function createResolvers(deps: UserDeps): Resolvers {
  return {
    Query: queries(deps),
    Mutation: { ...mutations(deps), ...mailMutations(deps) },
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
    const result = await signUp(deps, input, { byCookie: cookie, client: context.client })
    if (result.ok) return toSession(result, context)
    return result.code === 'EMAIL_TAKEN' ? emailTakenProblem() : invalidInputProblem(result)
  },
  logIn: async (_, { input: { cookie = false, ...input } }, context) => {
    requireCookies(context, cookie)
    const result = await logIn(deps, input, { byCookie: cookie, client: context.client })
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
    return toPasswordResult(await changePassword(deps, requireViewer(context), input), context)
  },
  setRole: async (_, { userId, role }, context) => {
    const result = await setRole(deps, requireViewer(context, 'ADMIN'), { userId, role })
    if (result.ok) return member(result.user)
    return result.code === 'NOT_FOUND' ? userNotFoundProblem() : invalidInputProblem(result)
  },
})

/** Those for whoever reads the account's mails. */
const mailMutations = (deps: UserDeps): MutationResolvers => ({
  requestPasswordReset: async (_, { email }) => {
    await requestPasswordReset(deps, email)
    return true
  },
  resetPassword: async (_, reset, context) => {
    // There is no argument for it: a browser that has the cookie keeps its sessions there.
    const byCookie = context.clientCookie !== undefined && context.setCookie !== undefined
    return toPasswordResult(await resetPassword(deps, reset, byCookie), context)
  },
  verifyEmail: (_, { token }) => verifyEmail(deps, token),
})

/** Another's account is null to customers; staff see whose booking they have before them. */
const reference = async ({ id }: { id: string }, { viewer, loaders }: Context) => {
  if (!viewer || !(viewer.id === id || hasRole(viewer, 'OPERATOR')) || !isId(id)) return null
  return userOrNull(await loaders.user.load(id))
}

const userOrNull = (row: UserRow | null) => (row ? toUser(row) : null)

const member = (row: UserRow) => ({ __typename: 'User' as const, ...toUser(row) })

function requireCookies({ setCookie }: Context, wanted: boolean): void {
  if (wanted && !setCookie) throw badUserInput('A cookie can only be set over HTTP.', ['input', 'cookie'])
}

function toPasswordResult(result: NewSession | InvalidCredentials | InvalidField, context: Context) {
  if (result.ok) return toSession(result, context)
  return result.code === 'INVALID_INPUT' ? invalidInputProblem(result) : invalidCredentialsProblem(result)
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
