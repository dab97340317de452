import { setTimeout as sleep } from 'node:timers/promises'
import { dbNow } from '#lib/clock.ts'
import { type Loop, startLoop } from '#lib/loop.ts'
import type { BookingDeps } from '../deps.ts'
import { checkPayments } from './check-payments.ts'
import { sendRefunds } from './send-refunds.ts'
import { scheduleChecksOfWebhooks } from './store.ts'

const WEBHOOKS_AT_ONCE = 100
const EVERY_MS = 500

/** What is asked of the provider when the worker stops is asked again by whoever claims it next. */
const STOP_WITHIN_MS = 3000

/**
 * Acts on the provider's calls, asks for outcomes that are open and sends refunds, until stopped. A loop each: a slow
 * answer holds up nothing else.
 */
export function startPaymentWorker(deps: BookingDeps): Loop {
  const run = (name: string, step: (deps: BookingDeps) => Promise<number>) =>
    startLoop({ name, log: deps.log, everyMs: EVERY_MS, step: async () => (await step(deps)) > 0 })
  const asking = [run('payments', checkPayments), run('refunds', sendRefunds)]
  const webhooks = run('webhooks', async () => {
    const found = await scheduleChecks(deps)
    if (found > 0) for (const loop of asking) loop.wake()
    return found
  })
  const loops = [webhooks, ...asking]
  return {
    wake() {
      for (const loop of loops) loop.wake()
    },
    async stop() {
      await Promise.race([
        Promise.all(loops.map((loop) => loop.stop())),
        sleep(STOP_WITHIN_MS, undefined, { ref: false }),
      ])
    },
  }
}

const scheduleChecks = ({ db }: BookingDeps): Promise<number> =>
  db.transaction(async (tx) => scheduleChecksOfWebhooks(tx, await dbNow(tx), WEBHOOKS_AT_ONCE))

/** One round of all that the worker does; tells whether there was anything to do. */
export async function workOnPayments(deps: BookingDeps): Promise<boolean> {
  const webhooks = await scheduleChecks(deps)
  const [payments, refunds] = await Promise.all([checkPayments(deps), sendRefunds(deps)])
  return webhooks + payments + refunds > 0
}
