/** node scripts/check-contract.ts [folder]: fails when schema/ breaks what the *.graphql files of `folder` promise. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { breakingChanges } from './compose/contract.ts'
import { subgraphTypeDefs } from './compose/subgraphs.ts'

const folder = pathToFileURL(`${resolve(process.argv[2] ?? 'tests/contract')}/`).href
const changes = breakingChanges(
  (name) => subgraphTypeDefs(name, folder),
  (name) => subgraphTypeDefs(name),
)
for (const change of changes) console.error(change)
if (changes.length > 0) process.exit(1)
console.log('the schemas keep the contract')
