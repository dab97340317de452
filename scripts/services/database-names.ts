/** One database a subgraph, and `bus` for the embedded event bus. */
export const databaseNames = ['flight', 'booking', 'user', 'notification', 'bus'] as const

export type DatabaseName = (typeof databaseNames)[number]
