/** What the contract has and a later issue builds; the resolvers that refuse it are made from this list. */
export const notImplemented = [
  'Mutation.requestPasswordReset',
  'Mutation.resetPassword',
  'Mutation.verifyEmail',
] as const
