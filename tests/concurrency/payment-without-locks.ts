/**
 * Preloaded into a booking process (NODE_OPTIONS=--import=…) for negative controls: takes the locks of bookings, payments,
 * refunds and discounts, and the guard on a discount's limit, out of the real code as it is loaded.
 */
import { registerHooks } from 'node:module'
import { noDiscountGuard, type Weakening } from '../support/weakenings.ts'

// Only where the lock ends the statement: workers go on skipping what another is at.
const noRowLock: Weakening = { find: 'FOR UPDATE`', replace: '`' }
const weakenings: Record<string, Weakening[]> = {
  '/subgraphs/booking/bookings/store.ts': [noRowLock],
  '/subgraphs/booking/payments/store.ts': [noRowLock],
  '/subgraphs/booking/discounts/store.ts': [noRowLock, noDiscountGuard],
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const file = Object.keys(weakenings).find((path) => url.endsWith(path))
    if (file === undefined) return loaded
    let source = String(loaded.source)
    for (const { find, replace } of weakenings[file] ?? []) {
      if (!source.includes(find)) throw new Error(`There is no ${find} to take away.`)
      source = source.replaceAll(find, replace)
    }
    return { ...loaded, source }
  },
})
