/** What the contract has and a later issue builds; each answers NOT_IMPLEMENTED. */
export const notImplemented = [] as string[]
