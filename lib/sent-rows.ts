import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#lib/log.ts'
import { join, type Sql } from '#lib/sql.ts'

/** What is gathered for one statement; a process that is killed meanwhile has sent as much twice. */
const GATHER_MS = 50
const RETRY_MS = 1000

/** Outbox rows that were sent and still stand in the table, deleted behind the sending. */
export interface SentRows {
  add(numbers: bigint[]): void
  numbers(): bigint[]
  /** Resolves once none is left; what cannot be deleted now stays, to be sent again. */
  finish(): Promise<void>
}

export function createSentRows(sql: Sql, log: Log): SentRows {
  const sent = new Set<bigint>()
  let running: Promise<void> | undefined
  let finishing = false
  const run = async () => {
    while (sent.size > 0) {
      await sleep(GATHER_MS)
      const numbers = [...sent]
      try {
        await sql.$executeRaw`DELETE FROM outbox WHERE seq IN (${join(numbers)})`
        for (const number of numbers) sent.delete(number)
      } catch (error) {
        log.warn({ err: error, rows: numbers.length }, 'sent rows wait in the outbox')
        if (finishing) break
        await sleep(RETRY_MS)
      }
    }
    running = undefined
  }
  return {
    add(numbers) {
      for (const number of numbers) sent.add(number)
      running ??= run()
    },
    numbers: () => [...sent],
    finish() {
      finishing = true
      return running ?? Promise.resolve()
    },
  }
}
