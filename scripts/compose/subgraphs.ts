import { readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)

/** The URLs are what the supergraph says; FLIGHT_URL and its like overrule them in the gateway. */
export const subgraphs = [
  { name: 'flight', url: 'http://127.0.0.1:4001/graphql' },
  { name: 'booking', url: 'http://127.0.0.1:4002/graphql' },
  { name: 'user', url: 'http://127.0.0.1:4003/graphql' },
  { name: 'notification', url: 'http://127.0.0.1:4004/graphql' },
] as const

export type SubgraphName = (typeof subgraphs)[number]['name']

/** A subgraph's schema: what all share, then its own. `folder` ends in a slash and is relative to the project. */
export function subgraphTypeDefs(name: SubgraphName, folder = 'schema/'): string {
  const read = (file: string) => readFileSync(new URL(`${folder}${file}.graphql`, root), 'utf8')
  return `${read('common')}\n${read(name)}`
}
