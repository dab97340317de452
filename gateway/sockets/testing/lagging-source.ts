import { setImmediate } from 'node:timers/promises'
import type { SharedStreamOptions } from '../shared-stream.ts'
import type { Outlet, StreamEvent } from '../stream-event.ts'

/** What two seats hold, by the version of who changed them last. */
type State = Record<number, number>

/** A numbered state that is watched over connections which deliver when the test says so. */
export interface LaggingSource {
  options: SharedStreamOptions
  change(seat: number): void
  /** One event, of the n-th connection that has one. */
  deliver(n: number): Promise<void>
  /** All there are, until nobody waits any more. */
  deliverAll(): Promise<void>
  /** Every connection loses what is on its way, and begins anew. */
  lose(): void
  end(): void
  refuseNext(): void
  /** The next connection begins with something else than a state. */
  remarkNext(): void
  state(): State
  connections(): number
  opened(): number
}

interface Connection {
  waiting: StreamEvent[]
  wake(): void
}

export function createLaggingSource(): LaggingSource {
  const connections = new Map<Connection, StreamEvent[]>()
  let state: State = {}
  let version = 0
  let opened = 0
  let refuse = false
  let first: 'whole' | 'remark' = 'whole'
  let ended = false
  const make = (part: StreamEvent['part'], data: State): StreamEvent => ({
    text: JSON.stringify({ part, version, data }),
    part,
    version,
    atMs: Date.now(),
  })
  async function* open(signal: AbortSignal): AsyncGenerator<StreamEvent> {
    opened++
    if (refuse) {
      refuse = false
      throw new Error('refused')
    }
    const connection: Connection = { waiting: [], wake: () => undefined }
    connections.set(connection, [make(first, state)])
    first = 'whole'
    const leave = () => {
      connections.delete(connection)
      connection.wake()
    }
    signal.addEventListener('abort', leave)
    while (connections.has(connection)) {
      const event = connection.waiting.shift()
      if (event) yield event
      else if (ended) leave()
      else
        await new Promise<void>((resolve) => {
          connection.wake = resolve
        })
    }
  }
  const release = ([connection, coming]: [Connection, StreamEvent[]]) => {
    const event = coming.shift()
    if (event) connection.waiting.push(event)
    connection.wake()
  }
  const laden = () => [...connections].filter(([, coming]) => coming.length > 0)
  return {
    options: { open, messages: false, freshMs: Number.POSITIVE_INFINITY, onEnd: () => undefined },
    change(seat) {
      version++
      state = { ...state, [seat]: version }
      for (const coming of connections.values()) coming.push(make('change', { [seat]: version }))
    },
    async deliver(n) {
      const all = laden()
      const one = all[n % Math.max(1, all.length)]
      if (one) release(one)
      await settled()
    },
    async deliverAll() {
      await settled()
      while (laden().length > 0) {
        for (const one of laden()) release(one)
        await settled()
      }
    },
    lose() {
      for (const connection of connections.keys()) connections.set(connection, [make('whole', state)])
    },
    end() {
      ended = true
      for (const connection of connections.keys()) connection.wake()
    },
    refuseNext: () => {
      refuse = true
    },
    remarkNext: () => {
      first = 'remark'
    },
    state: () => state,
    connections: () => connections.size,
    opened: () => opened,
  }
}

/** All that can happen without a delivery has happened. */
export const settled = () => setImmediate()

/** Folds what it gets, and notes what it should not have got. */
export function createReader() {
  const got: string[] = []
  const ends: unknown[] = []
  const faults: string[] = []
  let state: State | undefined
  let version = -1
  let full = false
  let whenRoom: Array<() => void> = []
  const outlet: Outlet = {
    isFull: () => full,
    onceRoom: (listener) => void whenRoom.push(listener),
    next({ text }) {
      const event = JSON.parse(text)
      got.push(`${event.part} ${event.version}`)
      if (event.version < version) faults.push(`${version} went back to ${event.version}`)
      if (event.part === 'change' && event.version !== version + 1)
        faults.push(`${event.version} came after ${version}`)
      version = event.version
      state = event.part === 'whole' ? event.data : { ...state, ...event.data }
    },
    fail: (error) => void ends.push(error),
    complete: () => void ends.push('complete'),
  }
  return {
    outlet,
    got: () => got,
    ends: () => ends,
    faults: () => faults,
    state: () => state,
    stall: () => {
      full = true
    },
    drain() {
      full = false
      const listeners = whenRoom
      whenRoom = []
      for (const listener of listeners) listener()
    },
  }
}
