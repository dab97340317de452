/**
 * Composes schema/common.graphql and each subgraph's own file into schema/supergraph.graphql.
 * `--check` writes nothing and fails when the committed file is behind. Errors and hints both fail:
 * a hint is where two subgraphs say different things about one type.
 */
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { keepInStep } from './compose/in-step.ts'
import { subgraphs, subgraphTypeDefs } from './compose/subgraphs.ts'

const result = composeServices(
  subgraphs.map(({ name, url }) => ({ name, url, typeDefs: parse(subgraphTypeDefs(name)) })),
)
const complaints = [
  ...(result.errors ?? []).map((error) => `error: ${error.message}`),
  ...(result.hints ?? []).map((hint) => `hint ${hint.definition.code}: ${hint.message}`),
]
if (complaints.length > 0 || !result.supergraphSdl) {
  console.error('The subgraph schemas do not compose:')
  for (const complaint of complaints) console.error(`  ${complaint}`)
  process.exit(1)
}
keepInStep([{ path: 'schema/supergraph.graphql', content: result.supergraphSdl }], 'npm run compose')
