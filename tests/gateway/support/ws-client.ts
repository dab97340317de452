import { WebSocket } from 'ws'

// biome-ignore lint/suspicious/noExplicitAny: protocol messages, read by tests that know what they sent.
export type Message = Record<string, any>

/** A graphql-transport-ws client that does what the test says and nothing by itself. */
export interface WsClient {
  send(message: object): void
  /** The first message not yet taken that passes, or a failure after `ms`. */
  next(test: (message: Message) => boolean, ms?: number): Promise<Message>
  /** Close code and reason; waits for them. */
  closed(ms?: number): Promise<{ code: number; reason: string }>
  close(): void
  /** Reads nothing more, as a client that hangs. */
  pause(): void
  resume(): void
  /** What came and was not taken by next(). */
  seen(): readonly Message[]
}

export async function connect(url: string, payload?: object): Promise<WsClient> {
  const client = await open(url)
  client.send({ type: 'connection_init', ...(payload && { payload }) })
  await client.next(({ type }) => type === 'connection_ack')
  return client
}

export async function open(url: string, headers: Record<string, string> = {}): Promise<WsClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', { headers })
  const seen: Message[] = []
  const watchers = new Set<() => void>()
  let end: { code: number; reason: string } | undefined
  const changed = () => {
    for (const watcher of watchers) watcher()
  }
  socket.on('message', (data) => {
    seen.push(JSON.parse(String(data)))
    changed()
  })
  socket.on('close', (code, reason) => {
    end = { code, reason: String(reason) }
    changed()
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const wait = <T>(look: () => T | undefined, ms: number) =>
    new Promise<T>((resolve, reject) => {
      const watcher = () => {
        const found = look()
        if (found === undefined) return
        clearTimeout(late)
        watchers.delete(watcher)
        resolve(found)
      }
      const late = setTimeout(() => {
        watchers.delete(watcher)
        reject(new Error(`Nothing within ${ms} ms; saw ${JSON.stringify({ seen, end })}`))
      }, ms)
      watchers.add(watcher)
      watcher()
    })
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    next: (test, ms = 5_000) =>
      wait(() => {
        const index = seen.findIndex(test)
        return index < 0 ? undefined : seen.splice(index, 1)[0]
      }, ms),
    closed: (ms = 5_000) => wait(() => end, ms),
    close: () => socket.close(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    seen: () => seen,
  }
}
