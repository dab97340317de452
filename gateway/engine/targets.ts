import { getOwn, isObject, type JsonObject } from './own.ts'

/** Where a value stands in the response, last step first, so that neighbours share what they have in common. */
export interface Path {
  readonly prev: Path | undefined
  readonly key: string | number
}

export function pathToArray(path: Path | undefined): Array<string | number> {
  const keys: Array<string | number> = []
  for (let step = path; step; step = step.prev) keys.push(step.key)
  return keys.reverse()
}

/** An object of the response that a plan node works on. */
export interface Target {
  readonly object: JsonObject
  readonly path: Path | undefined
}

/** The objects under `targets` at a Flatten node's path, where `@` stands for every element of a list; nulls drop out. */
export function descend(targets: readonly Target[], planPath: ReadonlyArray<string | number>): Target[] {
  const found: Target[] = []
  for (const target of targets) walk(target.object, target.path, planPath, 0, found)
  return found
}

function walk(
  value: unknown,
  path: Path | undefined,
  planPath: ReadonlyArray<string | number>,
  depth: number,
  found: Target[],
): void {
  if (value === null || value === undefined) return
  const step = planPath[depth]
  if (Array.isArray(value)) {
    // Lists inside lists take one `@` each; a plan that names none for a list means every element as well.
    const next = step === '@' ? depth + 1 : depth
    for (let key = 0; key < value.length; key++) walk(value[key], { prev: path, key }, planPath, next, found)
  } else if (isObject(value)) {
    if (step === undefined) found.push({ object: value, path })
    else walk(getOwn(value, String(step)), { prev: path, key: step }, planPath, depth + 1, found)
  }
}
