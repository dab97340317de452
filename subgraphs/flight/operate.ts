import type { z } from 'zod'
import { type Done, idempotently, isIdempotencyKey, type KeyConflict, type Refusal } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type InvalidInput, KEY_FAULT, readInput } from '#lib/refusal.ts'
import type { FlightDeps } from './context.ts'
import type { Tx } from './database.ts'

export type Operator = Pick<FlightDeps, 'db' | 'salesWindowMs'> & { viewer: Viewer }

/** What each input of a mutation has */
export interface Keyed {
  idempotencyKey: string
}

interface Operation<S extends z.ZodType> {
  /** The mutation's name */
  name: string
  schema: S
  input: Keyed
}

/**
 * One mutation of an operator: its input is read, then `work` happens once for its idempotencyKey, in one transaction; a
 * refusal changes nothing.
 */
export async function operate<S extends z.ZodType, R extends Refusal>(
  { db, viewer }: Operator,
  { name, schema, input }: Operation<S>,
  work: (tx: Tx, value: z.output<S>, now: Date) => Promise<Done | R>,
): Promise<Done | R | InvalidInput | KeyConflict> {
  if (!isIdempotencyKey(input.idempotencyKey)) return KEY_FAULT
  const read = readInput(schema, input)
  if (!read.ok) return read
  const request = { viewerId: viewer.id, operation: name, key: input.idempotencyKey, input }
  return idempotently(db, request, (tx: Tx, now) => work(tx, read.value, now))
}

/** That a mutation did what it was asked for, to which thing. */
export const done = (type: string, id: string): Done => ({ ok: true, type, id })
