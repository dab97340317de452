import { findOffenders, type InvariantCheck, type Reader } from '#lib/invariants.ts'
import { type Connection, connect } from '../../scripts/services/connection.ts'
import { readerOn } from '../../scripts/verify/reader.ts'

/** Walks of one row a piece, so that the seams between pieces are looked at, too. */
const closely = (check: InvariantCheck): InvariantCheck =>
  check.walk ? { ...check, walk: { ...check.walk, step: 1 } } : check

/** What each check finds, of those that find something. */
export async function allOffenders(db: Reader, checks: readonly InvariantCheck[]): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const check of checks) {
    const found = await findOffenders(db, closely(check))
    if (found.length > 0) all[check.name] = found
  }
  return all
}

/** Breaks a database by hand, looks, and takes it back: what the checks find meanwhile. */
export async function whileBroken(
  adminUrl: string,
  checks: readonly InvariantCheck[],
  statements: string[],
): Promise<Record<string, string[]>> {
  const connection: Connection = await connect(adminUrl)
  try {
    await connection.beginTransaction()
    for (const statement of statements) {
      const { affectedRows } = await connection.query(statement)
      if (affectedRows === 0) throw new Error(`nothing was broken by ${statement}`)
    }
    return await allOffenders(readerOn(connection), checks)
  } finally {
    await connection.rollback()
    await connection.end()
  }
}
