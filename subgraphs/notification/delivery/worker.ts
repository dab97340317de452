import { setTimeout as sleep } from 'node:timers/promises'
import { driverFault } from '#lib/driver-fault.ts'
import type { Log } from '#lib/log.ts'
import { startLoop } from '#lib/loop.ts'
import type { NotificationDb } from '../database.ts'
import { type DocumentSource, fetchAttachments } from './fetch-attachments.ts'
import type { Mailer } from './mailer.ts'
import { delayMs, type Outcome, RETRY_POLICY, type RetryPolicy, stateAfter } from './outcome.ts'
import { finishAttempt, LEASE_SECONDS, leaseMails, type Mail, renewLeases } from './store.ts'

const IDLE_POLL_MS = 500
const STOP_GRACE_MS = 3000
const RECORD_TRIES = 8
const RECORD_PAUSE_MS = 1000

export interface DeliveryOptions {
  db: NotificationDb
  log: Log
  mailer: Mailer
  documents: DocumentSource
  /** Of our Message-IDs */
  domain: string
  /** Mails under way at once */
  parallel?: number
  policy?: RetryPolicy
}

export interface Delivery {
  /** Looks for work now, such as after a commit. */
  wake(): void
  /** Takes no more, and waits some seconds for what is under way; what is not done then is tried again later. */
  stop(): Promise<void>
}

/** Sends what is due, any number of workers side by side; a worker that dies loses its leases, not its mails. */
export function startDelivery(options: DeliveryOptions): Delivery {
  const { db, log, domain, parallel = 8 } = options
  const cut = Promise.withResolvers<Outcome>()
  const underWay = new Map<Mail, Promise<void>>()

  const start = (mail: Mail) => {
    const done = deliver(options, mail, cut.promise)
      .catch((error) => log.error({ err: error, notification: mail.id }, 'an attempt could not be recorded'))
      .finally(() => {
        underWay.delete(mail)
        loop.wake()
      })
    underWay.set(mail, done)
  }
  const loop = startLoop({
    name: 'delivery',
    log,
    everyMs: IDLE_POLL_MS,
    async step() {
      const room = parallel - underWay.size
      if (room > 0) (await leaseMails(db, room, domain)).forEach(start)
      // Whichever ends wakes the loop.
      return false
    },
  })
  const renewal = setInterval(
    () => renewLeases(db, underWay.keys()).catch((error) => log.warn({ err: error }, 'a lease was not renewed')),
    (LEASE_SECONDS * 1000) / 3,
  )
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop()
      // Shorter than the 10 s a process has to stop, which a mail server that hangs would use up.
      const timer = setTimeout(() => cut.resolve({ kind: 'later', reason: 'the worker stopped' }), STOP_GRACE_MS)
      await Promise.all(underWay.values())
      clearTimeout(timer)
      clearInterval(renewal)
    },
  }
}

/** One attempt, network first and the record of it after: no transaction is open meanwhile. */
async function deliver(options: DeliveryOptions, mail: Mail, cut: Promise<Outcome>): Promise<void> {
  const { db, log, mailer, documents, policy = RETRY_POLICY } = options
  const outcome = await Promise.race([attempt(mailer, documents, mail), cut])
  const after = stateAfter(outcome, mail.attempts, policy)
  const recorded = await patiently(() =>
    finishAttempt(db, mail, { ...after, delayMs: delayMs(policy, mail.attempts, Math.random()) }),
  )
  const fields = { notification: mail.id, attempts: mail.attempts, status: after.status, reason: after.lastError }
  if (!recorded) log.warn(fields, 'the lease of a mail ran out while it was sent')
  else if (after.status === 'SENT') log.info(fields, 'mail sent')
  else log.warn(fields, after.status === 'DEAD' ? 'mail given up' : 'mail put off')
}

/** A mail that has left and is not recorded would leave twice: a database that is away for a moment is waited for. */
async function patiently<T>(record: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await record()
    } catch (error) {
      if (driverFault(error) === undefined || tries === RECORD_TRIES) throw error
      await sleep(RECORD_PAUSE_MS)
    }
  }
}

async function attempt(mailer: Mailer, documents: DocumentSource, mail: Mail): Promise<Outcome> {
  try {
    return await mailer.send(mail, await fetchAttachments(documents, mail.attachments))
  } catch (error) {
    const { message, cause } = error as Error
    return { kind: 'later', reason: cause instanceof Error ? `${message}: ${cause.message}` : message }
  }
}
