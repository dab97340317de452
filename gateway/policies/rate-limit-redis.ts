import { type Redis, redisScript } from '#lib/redis.ts'
import { createMemoryStore } from './rate-limit-memory.ts'
import { haveRoom, type RateLimitStore, type Taking } from './rate-limit-store.ts'

const PREFIX = 'skygraph:rate-limit:'

/**
 * Takes from all budgets or from none, in one step and by Redis' own clock, so that those of the gateways need not
 * agree. A budget is a list of the times of its uses, the oldest first. KEYS: budgets; ARGV: max, window in ms and uses
 * of each. What lies in the future was noted before the clock was set back, and no longer counts.
 */
export const TAKE = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local waits, room = {}, true
for i, key in ipairs(KEYS) do
  local max, window, uses = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local oldest = tonumber(redis.call('LINDEX', key, 0))
  while oldest and (oldest <= now - window or oldest > now) do
    redis.call('LPOP', key)
    oldest = tonumber(redis.call('LINDEX', key, 0))
  end
  local too_many = redis.call('LLEN', key) + uses - max
  waits[i] = 0
  if too_many > 0 then
    local last_to_leave = tonumber(redis.call('LINDEX', key, too_many - 1))
    waits[i] = last_to_leave and last_to_leave + window - now or window
    room = false
  end
end
if room then
  local at = string.format('%.0f', now)
  for i, key in ipairs(KEYS) do
    for _ = 1, tonumber(ARGV[3 * i]) do redis.call('RPUSH', key, at) end
    redis.call('PEXPIRE', key, ARGV[3 * i - 1])
  end
end
return waits
`)

/**
 * Budgets that all gateways share. What this one let through is noted here as well: who is refused by that is not asked
 * about, and when Redis is away, or comes back empty, nobody begins anew.
 */
export function createSharedStore(redis: Redis, script = TAKE, own = createMemoryStore()): RateLimitStore {
  return {
    async take(takings) {
      const refused = own.waits(takings)
      if (!haveRoom(refused)) return refused
      // Before it is asked: nothing stays longer here than there.
      const at = own.now()
      const waits = (await redis.run(script, parametersOf(takings))) as readonly number[] | undefined
      if (!waits) return own.take(takings)
      if (haveRoom(waits)) own.note(takings, at)
      return waits
    },
  }
}

const parametersOf = (takings: readonly Taking[]) => ({
  keys: takings.map(({ key }) => PREFIX + key),
  arguments: takings.flatMap(({ max, windowMs, uses }) => [String(max), String(windowMs), String(uses)]),
})
