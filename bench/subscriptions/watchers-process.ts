import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { reportPort } from '../gateway/child.ts'
import { watch } from './watcher.ts'

export type Order = { open: { url: string; clients: number; sameId: boolean } } | { collect: number } | 'close'

/** How many messages took so many milliseconds from the commit to the client. */
export type Latencies = number[]

const AT_ONCE = 50
const HELD_UNTIL = Buffer.from('"heldUntil":"')
const TIME_LENGTH = '2027-01-01T00:00:00.000Z'.length

let leaves: Array<() => void> = []
let latencies: Latencies = []
let received = 0
let wanted = Number.POSITIVE_INFINITY

function onNext(message: Buffer): void {
  const at = message.indexOf(HELD_UNTIL) + HELD_UNTIL.length
  const ms = Math.max(0, Date.now() - Date.parse(message.toString('latin1', at, at + TIME_LENGTH)))
  latencies[ms] = (latencies[ms] ?? 0) + 1
  if (++received >= wanted) answer()
}

function answer(): void {
  wanted = Number.POSITIVE_INFINITY
  process.send?.(Array.from(latencies, (count) => count ?? 0))
  latencies = []
  received = 0
}

async function open({ url, clients, sameId }: { url: string; clients: number; sameId: boolean }): Promise<void> {
  for (let opened = 0; opened < clients; opened += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, clients - opened) }, () =>
      watch(url, sameId ? '1' : randomUUID(), onNext),
    )
    leaves.push(...(await Promise.all(some)))
  }
  latencies = []
  received = 0
  process.send?.('open')
}

/** Clients live in processes of their own: what they cost is not the server's. */
process.on('message', async (order: Order) => {
  if (order === 'close') {
    for (const leave of leaves) leave()
    leaves = []
    process.send?.('closed')
  } else if ('open' in order) {
    await open(order.open)
  } else if ('collect' in order) {
    wanted = order.collect
    if (received >= wanted) answer()
  }
})
await reportPort(createServer().listen(0, '127.0.0.1'))
