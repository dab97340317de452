import { setTimeout as sleep } from 'node:timers/promises'

interface Patience {
  timeoutMs?: number
  everyMs?: number
}

/** Asks again until `probe` gives something truthy, and gives that back; throws when the time is over. */
export async function until<T>(
  probe: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 20 }: Patience = {},
): Promise<Exclude<T, undefined | null | false | 0 | ''>> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await probe()
    if (value) return value as Exclude<T, undefined | null | false | 0 | ''>
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${probe.toString().slice(0, 200)}`)
    await sleep(everyMs)
  }
}
