import type { Reader } from '#lib/invariants.ts'
import { sql } from '#lib/sql.ts'
import { type Connection, connect, serverMessage } from '../services/connection.ts'
import { Away } from './away.ts'

export interface OpenReader extends Reader {
  isOpen(): boolean
  close(): Promise<void>
}

/** A connection to one database on which the server itself refuses every write. @throws Away */
export async function openReader(url: string): Promise<OpenReader> {
  const connection = await connect(url).catch((cause: unknown) => {
    const { host, pathname } = new URL(url)
    throw new Away(`the database ${pathname.slice(1)} at ${host} does not answer: ${serverMessage(cause)}`, { cause })
  })
  // A server that goes away while nobody asks: the next question finds the connection closed.
  connection.on('error', () => {})
  await connection.query('SET SESSION TRANSACTION READ ONLY')
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
  await connection.query("SET SESSION time_zone = '+00:00'")
  return { ...readerOn(connection), isOpen: () => connection.isValid(), close: () => connection.end() }
}

export const readerOn = (connection: Connection): Reader => ({
  $queryRaw(query, ...values) {
    const fragment = 'raw' in query ? sql(query, ...(values as string[])) : query
    return connection.query(fragment.sql, fragment.values)
  },
})
