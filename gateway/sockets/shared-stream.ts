import { setImmediate } from 'node:timers/promises'
import { unavailable } from '#lib/errors.ts'
import { LIMITS } from '../policies/limits.ts'
import { createHistory, type History } from './history.ts'
import { isPast, type Outlet, type StreamEvent } from './stream-event.ts'

export interface SharedStreamOptions {
  /** Opens the stream at its source: a whole state first, unless it is of messages. Ends early when aborted. */
  open(signal: AbortSignal): AsyncIterable<StreamEvent>
  /** Each event counts: a few wait for who is slow, then he is let go, and comes back for what he missed. */
  messages: boolean
  /** For how long a state may be given to others, where more than its events changes it. */
  freshMs: number
  /** The source has ended or the last reader has left: nobody may join any more. */
  onEnd(): void
}

interface Reader {
  readonly outlet: Outlet
  /** Needs a whole state before it can go on. */
  waiting: boolean
  /** Waits for room as well. */
  parked: boolean
  /** Messages that wait for room with him. */
  readonly unread: StreamEvent[]
  version: number | undefined
}

const RETRY_AFTER_SECONDS = 1
/** Some milliseconds of work; then requests that came meanwhile have their turn. */
const READERS_AT_ONCE = 500
/** A whole state may be outrun by changes while it is fetched, hardly ever more than once. */
const MAX_FETCHES = 3

/**
 * One stream of a source, read by many: opened with the first, closed with the last. Each event goes to all of them and
 * nobody waits for a slow one: it is passed over until there is room, and then gets a whole state. Who joins late gets
 * the last whole state and the changes since, from what was kept, or else fetched once for all who need one.
 */
export class SharedStream {
  readonly #options: SharedStreamOptions
  readonly #history: History
  readonly #readers = new Set<Reader>()
  readonly #over = new AbortController()
  #fetching = false

  constructor(options: SharedStreamOptions) {
    this.#options = options
    this.#history = createHistory(options.freshMs)
  }

  /** Tells `outlet` the state and what follows, until it ends or the returned function is called. */
  join(outlet: Outlet): () => void {
    const reader: Reader = { outlet, waiting: !this.#options.messages, parked: false, unread: [], version: undefined }
    this.#readers.add(reader)
    if (this.#readers.size === 1) void this.#run()
    this.#catchUp(reader)
    return () => this.#end([reader], () => undefined)
  }

  async #run(): Promise<void> {
    try {
      for await (const event of this.#options.open(this.#over.signal)) {
        this.#history.add(event)
        await this.#tellAll(event)
        // Nobody has a state, and whoever joins would wait for one: they come back for it.
        if (!this.#options.messages && !this.#history.hasBegun()) throw unavailable(RETRY_AFTER_SECONDS)
      }
      this.#complete(this.#readers)
    } catch (error) {
      this.#fail(this.#readers, error)
    }
  }

  /** Who joins or catches up in the pauses has the event from what is kept, and passes it over here. */
  #tellAll(event: StreamEvent): Promise<void> {
    return this.#inTurns([...this.#readers], (reader) => this.#give(reader, event))
  }

  async #inTurns(readers: readonly Reader[], tell: (reader: Reader) => void): Promise<void> {
    let told = 0
    for (const reader of readers) {
      if (this.#readers.has(reader)) tell(reader)
      if (++told % READERS_AT_ONCE === 0) await setImmediate()
    }
  }

  #give(reader: Reader, event: StreamEvent): void {
    if ((reader.waiting && event.part === 'change') || isPast(event, reader.version)) return
    if (reader.parked || reader.outlet.isFull()) {
      this.#passOver(reader, event)
      return
    }
    if (event.part === 'whole') reader.waiting = false
    reader.version = event.version ?? reader.version
    reader.outlet.next(event)
  }

  #passOver(reader: Reader, event: StreamEvent): void {
    if (!this.#options.messages) reader.waiting = true
    else if (reader.unread.push(event) > LIMITS.waitingMessages) this.#fail([reader], unavailable(RETRY_AFTER_SECONDS))
    this.#park(reader)
  }

  #park(reader: Reader): void {
    if (reader.parked) return
    reader.parked = true
    reader.outlet.onceRoom(() => {
      reader.parked = false
      if (!this.#readers.has(reader)) return
      for (const event of reader.unread.splice(0)) this.#give(reader, event)
      this.#catchUp(reader)
    })
  }

  #catchUp(reader: Reader): void {
    // Before the source's first state all wait for that.
    if (!reader.waiting || !this.#history.hasBegun()) return
    if (reader.outlet.isFull()) this.#park(reader)
    else if (!this.#serve(reader)) void this.#fetchWhole()
  }

  #serve(reader: Reader): boolean {
    const events = this.#history.since(reader.version)
    for (const event of events ?? []) this.#give(reader, event)
    return events !== undefined
  }

  /** For all who wait, by one stream of its own that is left at once. */
  async #fetchWhole(): Promise<void> {
    if (this.#fetching) return
    this.#fetching = true
    try {
      for (let n = 0; n < MAX_FETCHES && this.#waiting().length > 0; n++) {
        const whole = await this.#firstWhole()
        if (!whole) this.#complete(this.#waiting())
        else if (this.#history.adopt(whole)) await this.#serveWaiting()
      }
      this.#fail(this.#waiting(), unavailable(RETRY_AFTER_SECONDS))
    } catch (error) {
      this.#fail(this.#waiting(), error)
    } finally {
      this.#fetching = false
    }
  }

  /** Who got his state in a pause, from the stream itself, needs no other. */
  #serveWaiting(): Promise<void> {
    return this.#inTurns(this.#waiting(), (reader) => {
      if (reader.waiting && !reader.parked) this.#serve(reader)
    })
  }

  async #firstWhole(): Promise<StreamEvent | undefined> {
    const left = new AbortController()
    try {
      for await (const event of this.#options.open(AbortSignal.any([this.#over.signal, left.signal]))) {
        if (event.part === 'whole') return event
        if (event.part === 'remark') throw unavailable(RETRY_AFTER_SECONDS)
      }
      return undefined
    } finally {
      left.abort()
    }
  }

  #waiting(): Reader[] {
    return [...this.#readers].filter(({ waiting, parked }) => waiting && !parked)
  }

  #fail(readers: Iterable<Reader>, error: unknown): void {
    this.#end(readers, ({ outlet }) => outlet.fail(error))
  }

  #complete(readers: Iterable<Reader>): void {
    this.#end(readers, ({ outlet }) => outlet.complete())
  }

  #end(readers: Iterable<Reader>, tell: (reader: Reader) => void): void {
    for (const reader of [...readers]) if (this.#readers.delete(reader)) tell(reader)
    if (this.#readers.size > 0 || this.#over.signal.aborted) return
    this.#over.abort()
    this.#options.onEnd()
  }
}
