/** Fields of the contract that a later issue builds; each answers NOT_IMPLEMENTED. */
export const notImplemented: string[] = []
