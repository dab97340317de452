import { composeServices } from '@apollo/composition'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { silent } from './fake-subgraphs.ts'

export interface SmallSubgraph {
  typeDefs: string
  resolvers: object
}

/** Subgraphs of a test's own, at addresses that the supergraph names. */
export interface SmallSupergraph {
  sdl: string
  /** One entry an operation that reached a subgraph. */
  asked: Array<{ subgraph: string; query: string; variables: unknown; headers: ReadonlyMap<string, string> }>
  stop(): Promise<void>
}

export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@requires", "@external", "@provides", "@interfaceObject", "@inaccessible", "@override"])`

/** @param path where each serves GraphQL */
export async function startSmallSupergraph(
  subgraphs: Readonly<Record<string, SmallSubgraph>>,
  path = 'graphql',
): Promise<SmallSupergraph> {
  const asked: SmallSupergraph['asked'] = []
  const servers: ApolloServer[] = []
  const services = await Promise.all(
    Object.entries(subgraphs).map(async ([name, { typeDefs, resolvers }]) => {
      const definitions = parse(typeDefs.includes('@link(') ? typeDefs : `${LINK}\n${typeDefs}`)
      const server = new ApolloServer({
        schema: buildSubgraphSchema({ typeDefs: definitions, resolvers: resolvers as never }),
        includeStacktraceInErrorResponses: false,
        logger: silent,
        plugins: [
          {
            requestDidStart: async ({ request }) => {
              const headers = new Map(request.http?.headers)
              asked.push({ subgraph: name, query: request.query ?? '', variables: request.variables, headers })
            },
          },
        ],
      })
      servers.push(server)
      const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } })
      return { name, url: new URL(path, url).href, typeDefs: definitions }
    }),
  )
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  return {
    sdl: supergraphSdl,
    asked,
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  }
}
