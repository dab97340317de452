import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, ErrorReply } from '@redis/client'
import type { Log } from '#lib/log.ts'

/** The commands of one connection. */
export type RedisCommands = ReturnType<typeof newClient>

/** A Lua script, which Redis runs as one step. */
export interface RedisScript {
  readonly source: string
  readonly sha1: string
}

interface ScriptParameters {
  keys: string[]
  arguments: string[]
}

export interface Redis {
  /** False while it is away; then it is not asked. */
  available(): boolean
  /**
   * What Redis answers, or undefined while it is away. Waits at most the time-out, and rejects for nothing that Redis
   * does or fails to do: an error it replies counts as being away, too.
   */
  ask<T>(command: (redis: RedisCommands) => Promise<T>): Promise<T | undefined>
  /** Runs a script, sent whole only to a server that does not know it yet. */
  run(script: RedisScript, parameters: ScriptParameters): Promise<unknown>
  /** Waits a moment for what is under way, then gives it up. */
  close(): Promise<void>
}

interface RedisOptions {
  /** redis://user:password@host:port/database, rediss:// with TLS */
  url: string
  /** What the server shows of this connection in CLIENT LIST. */
  name: string
  log: Log
  /** How long a command may take; a longer one ends the connection. */
  timeoutMs?: number
}

/** A server nearby answers within a millisecond. Whoever waits longer gets on faster without it. */
const TIMEOUT_MS = 200
const CONNECT_TIMEOUT_MS = 2_000
const FIRST_BACKOFF_MS = 50
const MOST_BACKOFF_MS = 3_000
/** A connection that lasts shorter does not count as a success: the next attempts go on getting rarer. */
const STEADY_MS = 10_000
const CLOSE_GRACE_MS = 500

export function redisScript(source: string): RedisScript {
  return { source, sha1: createHash('sha1').update(source).digest('hex') }
}

/** Scripts, the clock, lists and expiry: what the scripts of this system need. */
const PROBE = redisScript(`
redis.call('RPUSH', KEYS[1], redis.call('TIME')[1])
return redis.call('PEXPIRE', KEYS[1], 1)
`)
const PROBE_KEYS = { keys: ['skygraph:script-probe'], arguments: [] }

/**
 * One connection to Redis for a process, for what it can do without: it begins to connect at once and keeps nobody
 * waiting for that. While Redis is away or hangs, nothing is asked or queued; it is tried again ever more rarely, and
 * each outage is logged once when it begins and once when it ends.
 */
export const connectRedis = (options: RedisOptions): Redis => new RedisConnection(options)

class RedisConnection implements Redis {
  readonly #options: RedisOptions
  readonly #outages: ReturnType<typeof outageLog>
  readonly #watch: ReturnType<typeof watchAnswers>
  readonly #closing = new AbortController()
  readonly #running: Promise<void>
  #current: RedisCommands | undefined
  #onLost = () => {}

  constructor(options: RedisOptions) {
    this.#options = options
    this.#outages = outageLog(options.log, new URL(options.url).host)
    this.#watch = watchAnswers(options.timeoutMs ?? TIMEOUT_MS)
    this.#running = this.#keepConnected()
  }

  available(): boolean {
    return this.#current !== undefined
  }

  async ask<T>(command: (redis: RedisCommands) => Promise<T>): Promise<T | undefined> {
    const client = this.#current
    if (!client) return undefined
    const answered = this.#watch.asked((cause) => this.#lose(client, cause))
    try {
      return await command(client)
    } catch (error) {
      this.#lose(client, error)
      return undefined
    } finally {
      answered()
    }
  }

  run(script: RedisScript, parameters: ScriptParameters): Promise<unknown> {
    return this.ask((client) => runScript(client, script, parameters))
  }

  async close(): Promise<void> {
    const client = this.#current
    this.#current = undefined
    this.#closing.abort()
    this.#watch.stop()
    if (client) {
      // A connection that broke just now cannot be closed; destroyed it is in any case.
      await Promise.race([client.close().catch(() => {}), sleep(CLOSE_GRACE_MS, undefined, { ref: false })])
      client.destroy()
    }
    this.#onLost()
    await this.#running
  }

  async #keepConnected(): Promise<void> {
    const { signal } = this.#closing
    for (let backoffMs = FIRST_BACKOFF_MS; !signal.aborted; backoffMs = nextBackoff(backoffMs)) {
      const upMs = await this.#connectOnce()
      if (upMs > STEADY_MS) backoffMs = FIRST_BACKOFF_MS
      // Not all processes at once.
      await sleep(backoffMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
    }
  }

  /** Resolves when the connection is lost or was not made, to how long it lasted. */
  async #connectOnce(): Promise<number> {
    const client = newClient(this.#options)
    client.on('error', (error) => this.#lose(client, error))
    try {
      await connect(client, this.#closing.signal)
      this.#closing.signal.throwIfAborted()
    } catch (error) {
      client.destroy()
      if (!this.#closing.signal.aborted) this.#outages.began(error)
      return 0
    }
    const since = performance.now()
    const lost = new Promise<void>((resolve) => {
      this.#onLost = resolve
    })
    this.#current = client
    this.#outages.ended()
    await lost
    return performance.now() - since
  }

  #lose(client: RedisCommands, cause: unknown): void {
    if (client !== this.#current || this.#closing.signal.aborted) return
    this.#current = undefined
    this.#outages.began(cause)
    client.destroy()
    this.#onLost()
  }
}

const nextBackoff = (ms: number) => Math.min(ms * 2, MOST_BACKOFF_MS)

/** RESP 2 is what every server and proxy speaks. Reconnecting is ours: the library's own would not bound the greeting. */
function newClient({ url, name }: RedisOptions) {
  return createClient({
    url,
    name,
    RESP: 2,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  })
}

/** Connects and runs a script that writes: one that loads, follows another, is full or allows no scripts refuses it. */
async function connect(client: RedisCommands, closing: AbortSignal): Promise<void> {
  const greeting = client.connect().then(() => runScript(client, PROBE, PROBE_KEYS))
  const signal = AbortSignal.any([closing, AbortSignal.timeout(CONNECT_TIMEOUT_MS)])
  const tooLate = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  await Promise.race([greeting, tooLate])
}

function runScript(client: RedisCommands, { source, sha1 }: RedisScript, parameters: ScriptParameters) {
  return client.evalSha(sha1, parameters).catch((error) => {
    if (replyCodeOf(error) === 'NOSCRIPT') return client.eval(source, parameters)
    throw error
  })
}

/** The first word of an error reply. */
const replyCodeOf = (error: unknown) => (error instanceof ErrorReply ? error.message.split(' ', 1)[0] : undefined)

/** Finds the command that is not answered in time, with one timer for all, which costs next to nothing a command. */
function watchAnswers(timeoutMs: number) {
  const waiting = new Set<{ since: number; onSilence(cause: Error): void }>()
  let timer: NodeJS.Timeout | undefined
  const overdue = () => {
    const [oldest] = waiting
    return oldest && performance.now() - oldest.since >= timeoutMs ? oldest : undefined
  }
  const check = () => {
    timer = undefined
    const [oldest] = waiting
    if (!oldest) return
    // Where this process itself was busy, the answer may have come and not been read: one turn of the loop reads it.
    if (overdue()) setImmediate(() => overdue()?.onSilence(new Error(`Redis did not answer within ${timeoutMs} ms.`)))
    arm(overdue() ? timeoutMs : timeoutMs - (performance.now() - oldest.since))
  }
  const arm = (ms: number) => {
    timer ??= setTimeout(check, ms).unref()
  }
  return {
    asked(onSilence: (cause: Error) => void): () => void {
      const question = { since: performance.now(), onSilence }
      waiting.add(question)
      arm(timeoutMs)
      return () => waiting.delete(question)
    },
    stop: () => clearTimeout(timer),
  }
}

/** Says once that Redis is away and once that it is back. */
function outageLog(log: Log, host: string) {
  let since: number | undefined
  return {
    began(cause: unknown): void {
      if (since !== undefined) return
      since = performance.now()
      const reply = replyCodeOf(cause)
      // The rest of a reply may name keys, which hold ids of users and addresses.
      const why = reply === undefined ? { err: cause } : { reply }
      log.warn({ ...why, redis: host }, 'Redis is away; what it shared each process keeps for itself')
    },
    ended(): void {
      const outageMs = since === undefined ? undefined : Math.round(performance.now() - since)
      since = undefined
      if (outageMs === undefined) log.info({ redis: host }, 'Redis answers')
      else log.info({ redis: host, outageMs }, 'Redis is back')
    },
  }
}
