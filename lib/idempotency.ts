import { createHash } from 'node:crypto'
import { shifted } from '#lib/clock.ts'
import type { Database } from '#lib/database.ts'
import { newId, type UserId } from '#lib/ids.ts'
import { type Sql, tableOf } from '#lib/sql.ts'

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
export async function inTurn<T>(request: KeyedRequest, work: () => Promise<T>): Promise<T> {
  const name = nameOf(request)
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
  request: KeyedRequest,
): Promise<{ claimed: true; now: Date } | { claimed: false; answer: Done | KeyConflict }> {
  // What it leads to is not known yet: `keepAnswer` writes it over this before the commit.
  const claim = { request, made: { type: 'CLAIM', id: newId() } }
  const { answers, now } = await claimKeys(tx, [claim])
  const answer = answers.get(claim)
  return answer ? { claimed: false, answer } : { claimed: true, now }
}

/** Keeps what a claimed key led to, in the same transaction. */
export async function keepAnswer(tx: Sql, request: KeyedRequest, { type, id }: Done): Promise<void> {
  await tx.$executeRaw`
    UPDATE idempotency_key SET result_type = ${type}, result_id = ${id}
    WHERE viewer_id = ${request.viewerId} AND operation = ${request.operation} AND idempotency_key = ${request.key}`
}

/** A key to be taken, and what it will have led to: an id made for this very attempt, by which its row is known. */
export interface Claim {
  request: KeyedRequest
  made: { type: string; id: string }
}

interface KeyRow extends Pick<KeyedRequest, 'viewerId' | 'operation' | 'key'> {
  hash: string
  type: string
  id: string
  now: Date
}

/**
 * Takes many keys, no two alike, and waits while another transaction has one of them. Those that were taken before are in
 * `answers`; the rest are this transaction's with what they lead to, and it has to `dropKeys` those that it refuses.
 */
export async function claimKeys<C extends Claim>(
  tx: Sql,
  claims: readonly C[],
): Promise<{ answers: Map<C, Done | KeyConflict>; now: Date }> {
  const hashed = sortByKey(claims).map((claim) => ({ claim, hash: inputHash(claim.request.input) }))
  const values = hashed.map(({ claim: { request, made }, hash }) => [...keyOf(request), hash, made.type, made.id])
  // INSERT IGNORE waits for an uncommitted twin, then finds its row: no gap between check and insert.
  await tx.$executeRaw`
    INSERT IGNORE INTO idempotency_key
      (viewer_id, operation, idempotency_key, input_hash, result_type, result_id, created_at)
    SELECT w.viewer, w.op, w.name, w.hash, w.type, w.id, UTC_TIMESTAMP(3)
    FROM ${tableOf({ ...KEY, hash: 'ascii', type: 'ascii', id: 'ascii' }, values)} w`
  const found = await tx.$queryRaw<KeyRow[]>`
    SELECT k.viewer_id AS viewerId, k.operation, k.idempotency_key AS \`key\`, k.input_hash AS hash,
      k.result_type AS type, k.result_id AS id, UTC_TIMESTAMP(3) AS now
    FROM ${keyTable(claims)} w STRAIGHT_JOIN idempotency_key k FORCE INDEX (PRIMARY)
      ON k.viewer_id = w.viewer AND k.operation = w.op AND k.idempotency_key = w.name`
  const [first] = found
  if (!first || found.length < claims.length) throw new Error('An idempotency key was neither taken nor found.')
  const rows = new Map(found.map((row) => [nameOf(row), row]))
  const answers = new Map<C, Done | KeyConflict>()
  for (const { claim, hash } of hashed) {
    const { id, type, hash: firstHash } = rows.get(nameOf(claim.request)) as KeyRow
    if (id === claim.made.id) continue
    answers.set(claim, firstHash === hash ? { ok: true, type, id } : { ok: false, code: 'IDEMPOTENCY_CONFLICT' })
  }
  return { answers, now: shifted(first.now) }
}

/** Gives claimed keys back before the commit: of a refusal nothing is kept. */
export async function dropKeys(tx: Sql, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return
  await tx.$executeRaw`
    DELETE k FROM ${keyTable(claims)} w STRAIGHT_JOIN idempotency_key k FORCE INDEX (PRIMARY)
      ON k.viewer_id = w.viewer AND k.operation = w.op AND k.idempotency_key = w.name`
}

const KEY = { viewer: 'id', op: 'ascii', name: 'ascii' } as const

const keyOf = ({ viewerId, operation, key }: Pick<KeyedRequest, 'viewerId' | 'operation' | 'key'>) => [
  viewerId,
  operation,
  key,
]

const nameOf = (request: Parameters<typeof keyOf>[0]): string => JSON.stringify(keyOf(request))

/** In the order of the primary key, the one in which they are locked. */
const sortByKey = <C extends Claim>(claims: readonly C[]): C[] =>
  [...claims].sort((a, b) => (keyOf(a.request).join(' ') < keyOf(b.request).join(' ') ? -1 : 1))

const keyTable = (claims: readonly Claim[]) =>
  tableOf(
    KEY,
    sortByKey(claims).map((claim) => keyOf(claim.request)),
  )

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
