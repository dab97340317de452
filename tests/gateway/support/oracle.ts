import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import type { GraphQLFormattedError } from 'graphql'
import { signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { SECRET, silent } from './fake-subgraphs.ts'

process.env.APOLLO_TELEMETRY_DISABLED = 'true'

export interface Oracle {
  ask(query: string, variables?: Record<string, unknown>): Promise<{ data?: unknown; errors?: GraphQLFormattedError[] }>
  stop(): Promise<void>
}

/** The stock gateway over the same supergraph and the same subgraphs. */
export async function startOracle(supergraphSdl: string, viewer: Viewer | null = null): Promise<Oracle> {
  const interfaces = new Set([...supergraphSdl.matchAll(/^interface (\w+)/gm)].map(([, name]) => name))
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: silent,
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource({
        ...(url !== undefined && { url }),
        willSendRequest: ({ request }) => request.http?.headers.set(VIEWER_HEADER, signViewer(SECRET, viewer)),
        didReceiveResponse({ response }) {
          // An interface object's name takes the place of the type that stock knew, and the entity becomes null.
          for (const entity of (response.data?._entities ?? []) as Array<{ __typename?: string } | null>) {
            if (entity?.__typename && interfaces.has(entity.__typename)) delete entity.__typename
          }
          return response
        },
      }),
  })
  const server = new ApolloServer({ gateway, includeStacktraceInErrorResponses: false, logger: silent })
  await server.start()
  return {
    stop: () => server.stop(),
    async ask(query, variables) {
      const { body } = await server.executeOperation({ query, ...(variables && { variables }) })
      if (body.kind !== 'single') throw new Error('The oracle answered in parts.')
      return JSON.parse(JSON.stringify(body.singleResult))
    },
  }
}
