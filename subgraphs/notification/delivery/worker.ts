import { setTimeout as sleep } from 'node:timers/promises'
import { driverFault } from '#lib/driver-fault.ts'
import type { Log } from '#lib/log.ts'
import { startLoop } from '#lib/loop.ts'
import type { Measure, Measured } from '#lib/metrics.ts'
import { currentSpan, traced } from '#lib/tracing.ts'
import type { NotificationDb } from '../database.ts'
import type { Channel } from '../messages/message.ts'
import { isMailAddress, isPhoneNumber } from '../messages/plain-text.ts'
import { type DocumentSource, fetchAttachments, NotMadeYet } from './fetch-attachments.ts'
import { delayMs, type Outcome, RETRY_POLICY, type RetryPolicy, stateAfter } from './outcome.ts'
import type { Sender } from './sender.ts'
import { finishAttempt, LEASE_SECONDS, type Leased, leaseDue, renewLeases } from './store.ts'

const IDLE_POLL_MS = 500
const NOT_YET_MS = 700
const STOP_GRACE_MS = 3000
const RECORD_TRIES = 8
const RECORD_PAUSE_MS = 1000

export interface DeliveryOptions {
  channel: Exclude<Channel, 'IN_APP'>
  db: NotificationDb
  log: Log
  sender: Sender
  documents: DocumentSource
  /** Of our Message-IDs */
  domain: string
  /** Messages under way at once */
  parallel?: number
  /** Of all workers of the channel together; unset: as fast as the receiver takes them */
  perSecond?: number | undefined
  policy?: RetryPolicy | undefined
}

export interface Delivery extends Measured {
  /** Looks for work now, such as after a commit. */
  wake(): void
  /** Takes no more, and waits some seconds for what is under way; what is not done then is tried again later. */
  stop(): Promise<void>
}

/** Sends what is due in a channel, any number of workers side by side; one that dies loses its leases, not its messages. */
export function startDelivery(options: DeliveryOptions): Delivery {
  const { db, log, channel, domain, perSecond, parallel = 16 } = options
  const cut = Promise.withResolvers<Outcome>()
  const underWay = new Map<Leased, Promise<void>>()
  const counted: Record<Outcome['kind'], number> = { sent: 0, notYet: 0, later: 0, refused: 0 }

  const start = (message: Leased) => {
    const done = deliver(options, message, cut.promise)
      .then((kind) => {
        counted[kind]++
      })
      .catch((error) => log.error({ err: error, notification: message.id }, 'an attempt could not be recorded'))
      .finally(() => {
        underWay.delete(message)
        // Half at once: a lease of one message costs as much as a lease of eight.
        if (underWay.size <= parallel / 2) loop.wake()
      })
    underWay.set(message, done)
  }
  const loop = startLoop({
    name: `delivery of ${channel}`,
    log,
    everyMs: IDLE_POLL_MS,
    async step() {
      const limit = parallel - underWay.size
      if (limit > 0) (await leaseDue(db, { channel, limit, domain, perSecond })).forEach(start)
      // Those that end wake the loop; where the others are stuck, the next poll finds what room there is.
      return false
    },
  })
  const renewal = setInterval(
    () => renewLeases(db, underWay.keys()).catch((error) => log.warn({ err: error }, 'a lease was not renewed')),
    (LEASE_SECONDS * 1000) / 3,
  )
  return {
    wake: loop.wake,
    measures: async () => Object.entries(counted).map(([outcome, value]) => attemptsMeasure(channel, outcome, value)),
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

const attemptsMeasure = (channel: string, outcome: string, value: number): Measure => ({
  name: 'skygraph_notification_attempts_total',
  help: 'Attempts of this instance to send a message, by what became of them',
  type: 'counter',
  labels: { channel, outcome },
  value,
})

/** One attempt, network first and the record of it after: no transaction is open meanwhile. */
async function deliver(options: DeliveryOptions, message: Leased, cut: Promise<Outcome>): Promise<Outcome['kind']> {
  const { db, log, channel, policy = RETRY_POLICY } = options
  const how = { kind: 'client', parent: message.traceparent ?? undefined } as const
  const outcome = await traced(`send ${channel}`, how, async () => {
    const had = await Promise.race([attempt(options, message), cut])
    currentSpan()?.set({ 'skygraph.outcome': had.kind })
    return had
  })
  const after = stateAfter(outcome, message.attempts, policy)
  const waitMs = after.counts ? delayMs(policy, message.attempts, Math.random()) : NOT_YET_MS
  const recorded = await patiently(() => finishAttempt(db, message, { ...after, delayMs: waitMs }))
  const { status, lastError: reason } = after
  const fields = { notification: message.id, channel, attempts: message.attempts, status, reason }
  if (!recorded) log.warn(fields, 'the lease of a message ran out while it was sent')
  else if (status === 'SENT') log.info(fields, 'message sent')
  else if (outcome.kind === 'notYet') log.debug(fields, 'message waits for a document')
  else log.warn(fields, status === 'DEAD' ? 'message given up' : 'message put off')
  return outcome.kind
}

/** A message that has left and is not recorded would leave twice: a database that is away for a moment is waited for. */
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

async function attempt({ channel, sender, documents }: DeliveryOptions, message: Leased): Promise<Outcome> {
  const { recipient, secretUntil, waitMs } = message
  if (recipient === null) return { kind: 'later', reason: 'The address of the account is not known yet.' }
  const reaches = channel === 'EMAIL' ? isMailAddress(recipient) : isPhoneNumber(recipient)
  if (!reaches) return { kind: 'refused', reason: 'Nothing can be sent to this address.' }
  if (secretUntil && +secretUntil < Date.now()) return { kind: 'refused', reason: 'Its link has run out.' }
  try {
    const files = await fetchAttachments(documents, message.attachments)
    if (waitMs > 0) await sleep(waitMs)
    return await sender.send({ ...message, recipient }, files)
  } catch (error) {
    const { message: text, cause } = error as Error
    const reason = cause instanceof Error ? `${text}: ${cause.message}` : text
    return { kind: error instanceof NotMadeYet ? 'notYet' : 'later', reason }
  }
}
