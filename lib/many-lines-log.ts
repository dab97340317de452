import { Worker } from 'node:worker_threads'
import { pino } from 'pino'
import { type Log, logLevel, timeField } from './log.ts'

/** To wake the thread costs as much as ten lines. */
const HANDED_OVER_FROM = 64 << 10
const HAND_OVER_EVERY_MS = 500
/** Characters that a reader of our stdout who hangs may cost in memory; what comes then is lost. */
const MOST_WAITING = 4 << 20
/** How long such a reader keeps the process from exiting. */
const EXIT_LIMIT_MS = 2_000

/** Of what a log does, what has a line a request needs. */
export type LineLog = Pick<Log, 'isLevelEnabled'> & { info(fields: object, message: string): void }

export interface ManyLinesLog {
  log: LineLog
  /** Resolves when all has been written, or nobody reads. */
  flush(): Promise<void>
  /** Lines lost because nobody read stdout. */
  dropped(): number
}

/** What the thread says of what it was handed. */
export interface Written {
  lost: number
}

/**
 * Lines like those of createLog, at level `info`: for what has a line a request. They are gathered for half a second or
 * 64 kB and written by a thread, so that a reader who hangs stops nobody. The rest goes when the process exits; a
 * kill -9 takes it along.
 */
export function createManyLinesLog(service: string): ManyLinesLog {
  const writer = new LineWriter()
  const isEnabled = (pino.levels.values[logLevel()] ?? Number.POSITIVE_INFINITY) <= INFO
  const name = JSON.stringify(service)
  const named = `,"service":${name},"name":${name},`
  const info = (fields: object, msg: string) => {
    if (isEnabled) writer.write(`{"level":"info"${timeField()}${named}${JSON.stringify({ ...fields, msg }).slice(1)}\n`)
  }
  return {
    log: { isLevelEnabled: () => isEnabled, info },
    flush: () => writer.flush(),
    dropped: () => writer.dropped(),
  }
}

const INFO = pino.levels.values.info ?? 0

interface Lines {
  text: string
  count: number
}

/** Hands lines to the thread that writes them. */
class LineWriter {
  #gathered: Lines = { text: '', count: 0 }
  /** What the thread has and has not written yet. */
  readonly #underWay: Lines[] = []
  /** Characters, gathered and under way. */
  #waiting = 0
  #dropped = 0
  readonly #flushed: Array<() => void> = []
  #handedOver = 0
  /** How often the thread has written what it was handed: to be waited for when nothing else goes on any more. */
  readonly #written = new Int32Array(new SharedArrayBuffer(4))
  #thread = this.#start()

  constructor() {
    setInterval(() => this.#handOver(), HAND_OVER_EVERY_MS).unref()
    process.once('exit', () => this.#waitAtExit())
  }

  write(line: string): void {
    if (this.#waiting > MOST_WAITING) {
      this.#dropped++
      return
    }
    this.#gathered.text += line
    this.#gathered.count++
    this.#waiting += line.length
    if (this.#gathered.text.length >= HANDED_OVER_FROM) this.#handOver()
  }

  async flush(): Promise<void> {
    this.#handOver()
    if (this.#underWay.length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#flushed.push(resolve)
    const late = setTimeout(resolve, EXIT_LIMIT_MS)
    await promise
    clearTimeout(late)
  }

  dropped(): number {
    return this.#dropped
  }

  #handOver(): void {
    const lines = this.#gathered
    if (lines.count === 0) return
    this.#gathered = { text: '', count: 0 }
    this.#thread.postMessage(lines.text)
    this.#underWay.push(lines)
    this.#handedOver++
  }

  #start(): Worker {
    const thread = new Worker(new URL('./log-thread.ts', import.meta.url), { workerData: this.#written, execArgv: [] })
    thread.on('message', ({ lost }: Written) => this.#done(this.#underWay.splice(0, 1), lost))
    thread.on('error', () => {
      this.#thread = this.#start()
      const all = this.#underWay.splice(0)
      this.#handedOver = Atomics.load(this.#written, 0)
      this.#done(
        all,
        all.reduce((sum, { count }) => sum + count, 0),
      )
    })
    thread.unref()
    return thread
  }

  #done(lines: readonly Lines[], lost: number): void {
    this.#dropped += lost
    for (const { text } of lines) this.#waiting -= text.length
    if (this.#underWay.length > 0) return
    for (const resolve of this.#flushed.splice(0)) resolve()
  }

  #waitAtExit(): void {
    this.#handOver()
    const until = Date.now() + EXIT_LIMIT_MS
    for (;;) {
      const count = Atomics.load(this.#written, 0)
      const leftMs = until - Date.now()
      if (count >= this.#handedOver || leftMs <= 0) return
      Atomics.wait(this.#written, 0, count, leftMs)
    }
  }
}
