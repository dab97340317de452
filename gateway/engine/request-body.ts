import type { FetchNode } from '@apollo/query-planner'
import type { SubgraphRequest } from '../subgraphs/request.ts'
import { getOwn, type JsonObject } from './own.ts'

/** JSON of each representation that is asked about, one after the other. */
type Representations = readonly string[]

/** What a fetch sends, all but the variables' values written once. */
export function compileRequest(
  node: FetchNode,
): (variables: JsonObject, representations?: Representations) => SubgraphRequest {
  const { serviceName: subgraph, operationKind: kind, operation, operationName } = node
  const name = operationName ? `,"operationName":${JSON.stringify(operationName)}` : ''
  const head = `{"query":${JSON.stringify(operation)}${name},"variables":{`
  const used = (node.variableUsages ?? []).map((name) => ({ name, label: `${JSON.stringify(name)}:` }))
  return (variables, representations) => {
    let values = ''
    for (const { name, label } of used) {
      const value = getOwn(variables, name)
      if (value !== undefined) values += `${values && ','}${label}${JSON.stringify(value)}`
    }
    if (representations) values += `${values && ','}"representations":[${representations.join()}]`
    return { subgraph, kind, body: `${head}${values}}}` }
  }
}
