import { type Fragment, join, type Sql, sql } from '#lib/sql.ts'

/** Who only reads. */
export type Reader = Pick<Sql, '$queryRaw'>

/** The rows a query looks at: of the column given, those whose keys the walk is at. */
type Within = (column: Fragment) => Fragment

/**
 * Something that must never be in a database, with a query for what breaks it: one statement, so that it sees one
 * moment, over a piece of a table at a time, so that none runs long.
 */
export interface InvariantCheck {
  /** Its number in the design */
  invariant: number
  /** Stable: the label of its metric */
  name: string
  /** What holds, in words */
  words: string
  /** What it looks for may be seen in passing, and is an offence only where it stays. */
  settles?: boolean
  /** Reads a whole table at a moment: npm run verify looks at it, no service again and again. */
  whole?: boolean
  /** Goes through the table by this key, `step` rows at a time; left out: all at once, over an index of its own. */
  walk?: { table: Fragment; key: Fragment; step: number }
  /** Rows `{ offender }`, a text that names one; `now` is an expression. */
  find(within: Within, now: Fragment): Fragment
}

interface Search {
  now?: Fragment
  /** After each piece, which took so long */
  pause?: (tookMs: number) => Promise<void>
}

/** More than these are not counted. */
const MOST_OFFENDERS = 10_000

/** What breaks the invariant now. */
export async function findOffenders(
  db: Reader,
  { walk, find }: InvariantCheck,
  { now = sql`UTC_TIMESTAMP(3)`, pause }: Search = {},
): Promise<string[]> {
  const offenders: string[] = []
  let after: string | undefined
  do {
    const began = performance.now()
    const upTo: string | undefined = walk && (await endOfPiece(db, walk, after))
    const found = await db.$queryRaw<Array<{ offender: string }>>(find(piece(after, upTo), now))
    offenders.push(...found.map(({ offender }) => offender))
    after = upTo
    if (after !== undefined) await pause?.(performance.now() - began)
  } while (after !== undefined && offenders.length < MOST_OFFENDERS)
  return offenders
}

const piece =
  (after: string | undefined, upTo: string | undefined): Within =>
  (column) => {
    if (after === undefined) return upTo === undefined ? sql`TRUE` : sql`${column} <= ${upTo}`
    return upTo === undefined ? sql`${column} > ${after}` : sql`${column} > ${after} AND ${column} <= ${upTo}`
  }

/** The last key of the piece behind `after`; undefined for the last piece. */
async function endOfPiece(
  db: Reader,
  { table, key, step }: NonNullable<InvariantCheck['walk']>,
  after: string | undefined,
): Promise<string | undefined> {
  const [row] = await db.$queryRaw<Array<{ upTo: string }>>`
    SELECT ${key} AS upTo FROM ${table} WHERE ${piece(after, undefined)(key)} ORDER BY ${key} LIMIT 1 OFFSET ${step - 1}`
  return row?.upTo
}

/** What holds for the tables every service has. */
export const commonChecks: readonly InvariantCheck[] = [
  {
    invariant: 5,
    name: 'key_answered',
    words: 'an idempotency key has an answer',
    walk: { table: sql`idempotency_key`, key: sql`viewer_id`, step: 5000 },
    find: (within) => sql`
      SELECT CONCAT_WS(' ', operation, idempotency_key) AS offender FROM idempotency_key
      WHERE ${within(sql`viewer_id`)} AND (result_type IS NULL OR result_id IS NULL)`,
  },
  {
    invariant: 6,
    name: 'outbox_drains',
    words: 'events leave the outbox',
    settles: true,
    // The oldest go first: where these go, the others do.
    find: () => sql`SELECT id AS offender FROM outbox ORDER BY seq LIMIT 1000`,
  },
]

/** Those of the events that the consumer has done. */
export async function seenEvents(db: Reader, consumer: string, eventIds: readonly string[]): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set()
  const found = await db.$queryRaw<Array<{ id: string }>>`
    SELECT event_id AS id FROM inbox WHERE consumer = ${consumer} AND event_id IN (${join([...eventIds])})`
  return new Set(found.map(({ id }) => id))
}
