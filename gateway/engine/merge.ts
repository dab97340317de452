import { getOwn, isObject, type JsonObject, setOwn } from './own.ts'

/** Adds what a subgraph answered to what is known of the same object; lists of one length merge element by element. */
export function mergeInto(target: JsonObject, source: JsonObject): void {
  for (const key of Object.keys(source)) {
    const value = source[key]
    if (value !== undefined) setOwn(target, key, merged(getOwn(target, key), value))
  }
}

function merged(known: unknown, value: unknown): unknown {
  if (isObject(known) && isObject(value)) {
    if (known !== value) mergeInto(known, value)
    return known
  }
  if (Array.isArray(known) && Array.isArray(value) && known.length === value.length) {
    for (let i = 0; i < value.length; i++) known[i] = merged(known[i], value[i])
    return known
  }
  return value
}
