import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#lib/log.ts'
import { type Disorder, fateOf } from './disorder.ts'
import type { Ledger, ProviderEvent } from './ledger.ts'

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 60_000
const PATIENCE_MS = 5000
// Long enough to be overtaken by what happens next, short enough to wait for.
const LATE_AT_MOST_MS = 1500
const AGAIN_AFTER_MS = 200

export interface Webhooks {
  /** Tells the merchant, again and again until it answers 2xx. */
  send(event: ProviderEvent): void
  stop(): Promise<void>
}

/** `t=<Unix seconds>,v1=<hex HMAC-SHA256 of "t.body">` */
export function signature(secret: string, body: string, nowMs: number = Date.now()): string {
  const seconds = Math.floor(nowMs / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/**
 * Delivers events at least once, some of them twice and some after later ones; those from before a restart too. Without
 * `url` they wait.
 */
export function startWebhooks(options: {
  url: string | undefined
  secret: string
  disorder: Disorder
  ledger: Ledger
  log: Log
}): Webhooks {
  const { url, secret, disorder, ledger, log } = options
  const stopped = new AbortController()
  const running = new Set<Promise<void>>()
  let next = Promise.withResolvers<void>()

  const pause = (ms: number) => sleep(ms, undefined, { signal: stopped.signal }).catch(() => {})
  const deliver = async (to: string, event: ProviderEvent) => {
    const { twice, late } = fateOf(event, disorder)
    if (late) await Promise.race([next.promise, pause(LATE_AT_MOST_MS)])
    await deliverOnce(to, event)
    if (!twice) return
    await pause(AGAIN_AFTER_MS)
    if (!stopped.signal.aborted) await heard(to, event)
  }
  const deliverOnce = async (to: string, event: ProviderEvent) => {
    for (let waitMs = FIRST_RETRY_MS; !stopped.signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      if (await heard(to, event)) {
        next.resolve()
        next = Promise.withResolvers()
        return ledger.saveDelivered(event)
      }
      await pause(waitMs)
    }
  }
  const heard = async (to: string, event: ProviderEvent): Promise<boolean> => {
    const body = JSON.stringify(event)
    try {
      const response = await fetch(to, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'skygraph-signature': signature(secret, body) },
        body,
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(PATIENCE_MS)]),
      })
      await response.arrayBuffer()
      if (!response.ok) log.warn({ eventId: event.id, status: response.status }, 'the merchant refused a webhook')
      return response.ok
    } catch (error) {
      log.debug({ err: error, eventId: event.id }, 'the merchant did not hear a webhook')
      return false
    }
  }
  const send = (event: ProviderEvent) => {
    if (url === undefined || stopped.signal.aborted) return
    const delivery = deliver(url, event)
      .catch((error: unknown) => log.error({ err: error, eventId: event.id }, 'a webhook could not be kept as heard'))
      .finally(() => running.delete(delivery))
    running.add(delivery)
  }
  for (const event of ledger.undelivered()) send(event)
  return {
    send,
    async stop() {
      stopped.abort()
      await Promise.all(running)
    },
  }
}
