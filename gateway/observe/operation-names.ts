/** How many names that clients made up get a label of their own. */
const MAX_NAMES = 200
const LONGEST = 64
const ANONYMOUS = 'anonymous'
const OTHER = 'other'

/**
 * Labels for operations. Their names are the clients' text: the first 200 are told apart, later ones are one, so that
 * nobody fills a memory with names. `known`, such as those of trusted documents, have a label of their own always.
 */
export function createOperationNames(known: Iterable<string> = []): (name: string | undefined) => string {
  const ours = new Set(known)
  const seen = new Set<string>()
  return (name) => {
    if (name === undefined) return ANONYMOUS
    if (seen.has(name) || ours.has(name)) return name
    if (name.length > LONGEST || seen.size >= MAX_NAMES) return OTHER
    seen.add(name)
    return name
  }
}
