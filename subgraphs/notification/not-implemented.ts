/** What the schema has and this subgraph answers with NOT_IMPLEMENTED. */
export const notImplemented: readonly string[] = ['Mutation.sendNotification(channel: SMS)']
