import { type GraphQLSchema, parse, validate } from 'graphql'

/** Names of keys, of required fields and of what a planner adds; of leaves, so that nothing merges inside of them. */
const NAMES = ['id', '__typename', 'code', 'town', 'weight', 'price', 'stamps', 'sku']

export interface KeyAliases {
  query: string
  /** An answer to the query as it was, as one to the query as it is now. */
  renamed<T>(answer: T): T
}

/**
 * The query with as many of its aliases `a0`, `a1` … as may be called like a key. The stock gateway goes wrong with those,
 * so it is asked under the names that were.
 */
export function withKeyAliases(schema: GraphQLSchema, query: string): KeyAliases {
  const names = new Map<string, string>()
  let text = query
  for (const [alias] of query.matchAll(/\ba\d+(?=: )/g)) {
    const name = NAMES.find((each) => ![...names.values()].includes(each))
    if (name === undefined || names.has(alias)) continue
    const changed = text.replace(new RegExp(`\\b${alias}(?=: )`, 'g'), name)
    if (validate(schema, parse(changed)).length > 0) continue
    names.set(alias, name)
    text = changed
  }
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value
    if (Array.isArray(value)) return value.map(rename)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [names.get(key) ?? key, rename(each)]))
  }
  return { query: text, renamed: (answer) => rename(answer) as typeof answer }
}
