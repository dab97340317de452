import type { System } from './system.ts'

/** What a look at the system found: what breaks the invariant, or that there is nothing yet that could. */
export type Finding = { offenders: string[]; seen?: string } | { nothing: string }

/** One line of npm run verify. */
export interface Entry {
  /** The invariant's number in the design */
  invariant: number
  name: string
  words: string
  /** What it finds may be in passing, and is an offence only where it stays. */
  settles: boolean
  look(system: System): Promise<Finding>
}

const PAGE = 1000

/** All pages of a list that is in order of ids, one after another. */
export async function* pages<T>(
  load: (page: { after: string; limit: number }) => Promise<T[]>,
  idOf: (row: T) => string,
): AsyncGenerator<T[]> {
  for (let after = ''; ; ) {
    const found = await load({ after, limit: PAGE })
    if (found.length > 0) yield found
    const last = found.at(-1)
    if (found.length < PAGE || last === undefined) return
    after = idOf(last)
  }
}

export const many = (count: number, thing: string): string =>
  `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`
