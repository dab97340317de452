import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import { driverFault } from '#lib/driver-fault.ts'
import { readMysqlUrl } from '#lib/mysql-url.ts'
import { hasEvents } from '#lib/outbox.ts'
import type { Sql } from '#lib/sql.ts'
import { type SpanStart, traced } from '#lib/tracing.ts'

const DEADLOCK_RETRIES = 3
const LOCK_WAIT_SECONDS = 3

interface Transacting<Tx> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>
}

/** A Prisma client with the transactions of this project: READ COMMITTED, deadlocks retried, told of events. */
export interface Database<Client, Tx> {
  client: Client
  /** For what has connections of its own, such as the relay. */
  url: string
  /**
   * One interactive transaction. After a deadlock `work` runs again from its start, at most 3 times, so it may have no
   * effect outside `tx`, and never waits on the network.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** `listener` runs after every commit of this process that wrote events; it must not throw. */
  onEvents(listener: () => void): void
  close(): Promise<void>
}

/** The connection settings all subgraphs share; `url` names the database: mysql://user:password@host:port/database. */
export function mariaDbAdapter(url: string, { connectionLimit = 16 } = {}): PrismaMariaDb {
  return new PrismaMariaDb({
    ...readMysqlUrl(url),
    connectionLimit,
    // Shorter than Prisma's maxWait, so that a full pool and not a vague time-out is what fails (prisma/orm #20015).
    acquireTimeout: 4000,
    connectTimeout: 3000,
    // A statement is prepared once a connection and not at each use: a third more holds a second (428 against 324 on 16
    // connections, MariaDB 10.11).
    prepareCacheLength: 256,
    allowPublicKeyRetrieval: true,
    // Errors are logged, and parameters are the data of people.
    logParam: false,
    timezone: 'Z',
    initSql: [
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      `SET SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, time_zone = '+00:00'`,
    ],
  })
}

export function createDatabase<Tx extends Sql, Client extends Transacting<Tx> & { $disconnect(): Promise<void> }>(
  client: Client & Transacting<Tx>,
  url: string,
): Database<Client, Tx> {
  const listeners: Array<() => void> = []
  const span: SpanStart = {
    kind: 'client',
    attributes: { 'db.system.name': 'mysql', 'db.namespace': new URL(url).pathname.slice(1) },
  }
  return {
    client,
    url,
    async transaction(work) {
      for (let attempt = 0; ; attempt++) {
        try {
          let wroteEvents = false
          const marking = async (tx: Tx) => {
            const result = await work(tx)
            wroteEvents = hasEvents(tx)
            return result
          }
          const result = await traced('transaction', span, () =>
            client.$transaction(marking, { maxWait: 5000, timeout: 20_000 }),
          )
          if (wroteEvents) for (const listener of listeners) listener()
          return result
        } catch (error) {
          if (driverFault(error) !== 'deadlock' || attempt === DEADLOCK_RETRIES) throw error
          await sleep(Math.random() * 20 * 2 ** attempt)
        }
      }
    },
    onEvents: (listener) => void listeners.push(listener),
    close: () => client.$disconnect(),
  }
}
