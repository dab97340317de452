/**
 * Preloaded into a booking process (NODE_OPTIONS=--import=…) for negative controls: takes the lock and the guard on
 * seats out of the real code as it is loaded.
 */
import { registerHooks } from 'node:module'
import { noLock, noSeatGuard } from '../support/weakenings.ts'

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith('/subgraphs/booking/seats/store.ts')) return loaded
    let source = String(loaded.source)
    for (const { find, replace } of [noLock, noSeatGuard]) {
      if (!source.includes(find)) throw new Error(`There is no ${find} to take away.`)
      source = source.replaceAll(find, replace)
    }
    return { ...loaded, source }
  },
})
