import { createHash } from 'node:crypto'
import { shifted } from '#lib/clock.ts'
import type { Database } from '#lib/database.ts'
import type { UserId } from '#lib/ids.ts'
import type { Sql } from '#lib/sql.ts'

/** Who asks for what: (viewer, operation, key) happens once. `input` is hashed, without its key. */
export interface KeyedRequest {
  viewerId: UserId
  operation: string
  key: string
  input: object
}

/** The effect is there: the thing it made or changed, by the name of its GraphQL type and its id. */
export interface Done {
  ok: true
  type: string
  id: string
}

/** An expected outcome without an effect; nothing of it is kept, so the same key may be tried again. */
export interface Refusal {
  ok: false
  code: string
}

export interface KeyConflict extends Refusal {
  code: 'IDEMPOTENCY_CONFLICT'
}

const PATTERN = /^[\x21-\x7e]{1,128}$/

/** Whether a caller's key can be one: 1 to 128 visible ASCII characters. */
export const isIdempotencyKey = (key: string): boolean => PATTERN.test(key)

class Rollback<R> extends Error {
  readonly refusal: R
  constructor(refusal: R) {
    super('refused')
    this.refusal = refusal
  }
}

/** By key: the last of this process's requests that have it. */
const turns = new Map<string, Promise<void>>()

/**
 * Requests of one process with one key go one after another. Left to the database, those that wait when the first rolls
 * back each get a shared lock on its place, want it exclusively and deadlock: of 14 at once, more than retries save.
 */
async function inTurn<T>({ viewerId, operation, key }: KeyedRequest, work: () => Promise<T>): Promise<T> {
  const name = JSON.stringify([viewerId, operation, key])
  const before = turns.get(name)
  const { promise: mine, resolve: pass } = Promise.withResolvers<void>()
  turns.set(name, mine)
  await before
  try {
    return await work()
  } finally {
    if (turns.get(name) === mine) turns.delete(name)
    pass()
  }
}

/**
 * Runs `work` in one transaction with the row of its key, at most once for each (viewer, operation, key): a repeat gets
 * the first answer, the same key with other input a conflict. A second request at the same time waits for the first.
 * A refusal rolls back all that `work` did, the key included.
 */
export async function idempotently<Tx extends Sql, R extends Refusal>(
  db: Database<unknown, Tx>,
  request: KeyedRequest,
  work: (tx: Tx, now: Date) => Promise<Done | R>,
): Promise<Done | R | KeyConflict> {
  try {
    return await inTurn(request, () =>
      db.transaction(async (tx) => {
        const first = await claimKey(tx, request)
        if (!first.claimed) return first.answer
        const outcome = await work(tx, first.now)
        if (!outcome.ok) throw new Rollback(outcome)
        await keepAnswer(tx, request, outcome)
        return outcome
      }),
    )
  } catch (error) {
    if (error instanceof Rollback) return error.refusal as R
    throw error
  }
}

/** Takes the key for this transaction, or tells the answer it has had; waits while another transaction has it. */
export async function claimKey(
  tx: Sql,
  { viewerId, operation, key, input }: KeyedRequest,
): Promise<{ claimed: true; now: Date } | { claimed: false; answer: Done | KeyConflict }> {
  const hash = inputHash(input)
  // INSERT IGNORE waits for an uncommitted twin, then finds its row: no gap between check and insert.
  const inserted = await tx.$executeRaw`
    INSERT IGNORE INTO idempotency_key (viewer_id, operation, idempotency_key, input_hash, created_at)
    VALUES (${viewerId}, ${operation}, ${key}, ${hash}, UTC_TIMESTAMP(3))`
  const [row] = await tx.$queryRaw<Array<{ hash: string; type: string | null; id: string | null; now: Date }>>`
    SELECT input_hash AS hash, result_type AS type, result_id AS id, UTC_TIMESTAMP(3) AS now FROM idempotency_key
    WHERE viewer_id = ${viewerId} AND operation = ${operation} AND idempotency_key = ${key}`
  if (!row) throw new Error('An idempotency key was neither taken nor found.')
  if (inserted === 1) return { claimed: true, now: shifted(row.now) }
  if (row.hash !== hash || row.type === null || row.id === null) {
    return { claimed: false, answer: { ok: false, code: 'IDEMPOTENCY_CONFLICT' } }
  }
  return { claimed: false, answer: { ok: true, type: row.type, id: row.id } }
}

/** Keeps what a claimed key led to, in the same transaction. */
export async function keepAnswer(tx: Sql, request: KeyedRequest, { type, id }: Done): Promise<void> {
  await tx.$executeRaw`
    UPDATE idempotency_key SET result_type = ${type}, result_id = ${id}
    WHERE viewer_id = ${request.viewerId} AND operation = ${request.operation} AND idempotency_key = ${request.key}`
}

/** Equal for inputs that ask for the same; the key itself is left out. */
export function inputHash(input: object): string {
  const { idempotencyKey: _, ...rest } = input as Record<string, unknown>
  return createHash('sha256').update(canonical(rest)).digest('base64url')
}

/** JSON with sorted names and without nulls, so that an optional field left out equals one given as null. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(
          Object.entries(v)
            .filter(([, x]) => x != null)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : v,
  )
}
