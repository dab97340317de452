import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#lib/log.ts'

const MOST_BACKOFF_MS = 5000

export interface Loop {
  /** Begins the next round now, or right after the one that runs. */
  wake(): void
  /** Ends with the round that runs. */
  stop(): Promise<void>
}

interface LoopOptions {
  /** For the log. */
  name: string
  log: Log
  /** The pause after a round that found nothing to do. */
  everyMs: number | (() => number)
  /** One round; whether it found something, so that there may be more. */
  step: () => Promise<boolean>
}

/** Runs `step` over and over until stopped: at once while there is work, else after a pause; a failed round is logged and tried again. */
export function startLoop({ name, log, everyMs, step }: LoopOptions): Loop {
  const stopped = new AbortController()
  let woken = false
  let wake = () => {}

  const pause = async (ms: number) => {
    if (woken || stopped.signal.aborted) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const run = async () => {
    let backoffMs = 100
    while (!stopped.signal.aborted) {
      woken = false
      try {
        const more = await step()
        backoffMs = 100
        if (!more) await pause(typeof everyMs === 'number' ? everyMs : everyMs())
      } catch (error) {
        log.warn({ err: error, backoffMs }, `${name}: a round failed and is tried again`)
        await sleep(backoffMs, undefined, { signal: stopped.signal }).catch(() => {})
        backoffMs = Math.min(backoffMs * 2, MOST_BACKOFF_MS)
      }
    }
  }
  const running = run()
  return {
    wake() {
      woken = true
      wake()
    },
    async stop() {
      stopped.abort()
      wake()
      await running
    },
  }
}
