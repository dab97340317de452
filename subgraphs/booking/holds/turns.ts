import { unavailable } from '#lib/errors.ts'
import type { FlightId } from '#lib/ids.ts'

/** By flight: when the last of this process's requests that want its best seats is done. */
const turns = new Map<FlightId, Promise<void>>()

const PATIENCE_MS = 5000
const RETRY_AFTER_SECONDS = 1

/**
 * Requests of one process for the best seats of one flight go one after another: all would choose the same seats, one of
 * them would get those, and the rest would have to choose again, as often as there are buyers.
 * @throws UNAVAILABLE after 5 s before the first of the turns has come: a flight whose seats stand still must not gather
 *   requests that nobody waits for any more
 */
export async function inTurnOnFlights<T>(flightIds: FlightId[], work: () => Promise<T>): Promise<T> {
  // In one order, and all at once, so that no two wait for each other.
  const wanted = [...new Set(flightIds)].sort()
  const { promise: mine, resolve: pass } = Promise.withResolvers<void>()
  const before = Promise.all(wanted.map((id) => turns.get(id)))
  const until = before.then(() => mine)
  for (const id of wanted) turns.set(id, until)
  void until.then(() => {
    for (const id of wanted) if (turns.get(id) === until) turns.delete(id)
  })
  try {
    await soon(before)
    return await work()
  } finally {
    pass()
  }
}

async function soon(before: Promise<unknown>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(unavailable(RETRY_AFTER_SECONDS)), PATIENCE_MS)
  await Promise.race([before, late]).finally(() => clearTimeout(timer))
}
