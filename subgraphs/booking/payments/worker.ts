import { dbNow } from '#lib/clock.ts'
import { type Loop, startLoop } from '#lib/loop.ts'
import type { BookingDeps } from '../deps.ts'
import { checkPayments } from './check-payments.ts'
import { sendRefunds } from './send-refunds.ts'
import { scheduleChecksOfWebhooks } from './store.ts'

const WEBHOOKS_AT_ONCE = 100
const EVERY_MS = 500

/** Acts on the provider's calls, asks for outcomes that are open and sends refunds, until stopped. */
export function startPaymentWorker(deps: BookingDeps): Loop {
  return startLoop({ name: 'payments', log: deps.log, everyMs: EVERY_MS, step: () => workOnPayments(deps) })
}

/** One round of the worker; tells whether there was anything to do. */
export async function workOnPayments(deps: BookingDeps): Promise<boolean> {
  const webhooks = await deps.db.transaction(async (tx) =>
    scheduleChecksOfWebhooks(tx, await dbNow(tx), WEBHOOKS_AT_ONCE),
  )
  const [payments, refunds] = await Promise.all([checkPayments(deps), sendRefunds(deps)])
  return webhooks + payments + refunds > 0
}
