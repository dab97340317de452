/** One event of a subscription, executed and serialised for all who share it. */
export interface StreamEvent {
  /** A GraphQL response, as JSON. */
  readonly text: string
  /**
   * `whole`: a reader may begin with it. `change`: means something only to who has what came before. `remark`: neither
   * (a message, an error), for whoever listens at the moment.
   */
  readonly part: 'whole' | 'change' | 'remark'
  /** Of the state, in streams that number it; for no reader does it go back. */
  readonly version: number | undefined
  readonly atMs: number
}

/** Where the events of one reader go. */
export interface Outlet {
  /** So much waits for the reader that more would only pile up. */
  isFull(): boolean
  /** Calls back once, when the reader has taken what waited. */
  onceRoom(listener: () => void): void
  next(event: StreamEvent): void
  /** The last that is told; then the stream is over. */
  fail(error: unknown): void
  complete(): void
}

/** Whether a reader at `version` has this already, or something newer. A whole state may come again. */
export function isPast(event: StreamEvent, version: number | undefined): boolean {
  if (event.version === undefined || version === undefined) return false
  return event.part === 'whole' ? event.version < version : event.version <= version
}
