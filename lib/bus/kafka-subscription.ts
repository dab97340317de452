import { setTimeout as sleep } from 'node:timers/promises'
import type { BusSubscription, SubscribeOptions } from '#lib/bus/event-bus.ts'
import { joinGroup, type KafkaClient, type Member } from '#lib/bus/kafka-member.ts'
import { fetchCommitted, fetchEnds, fetchLag, type Offsets } from '#lib/bus/kafka-offsets.ts'

const CATCH_UP_POLL_MS = 300
const LEAST_PAUSE_MS = 500
const MOST_PAUSE_MS = 30_000

/** One member of a consumer group, made anew when it was lost for a reason that kafkajs does not try again after. */
export async function subscribeToKafka(client: KafkaClient, options: SubscribeOptions): Promise<BusSubscription> {
  const { group, topics, from, ephemeral } = options
  const ends = await fetchEnds(client.admin, topics, from)
  const join = () => joinGroup(client, options, ends)
  const stop = new AbortController()
  const place = { member: await join() }
  const ended = keepJoined(place, join, { log: client.log, group, stopped: stop.signal })
  const watch = watchCatchUp(client, { group, topics, ends })
  return {
    ready: () => place.member.joined(),
    caughtUp: watch.caughtUp,
    lag: () => fetchLag(client.admin, options),
    async stop() {
      stop.abort()
      watch.stop()
      await ended
      if (ephemeral) await deleteGroup(client, group)
    },
  }
}

/** The broker forgets a group without members by itself, after a week. */
async function deleteGroup({ admin, log }: KafkaClient, group: string): Promise<void> {
  await admin.deleteGroups([group]).catch((error) => log.warn({ err: error, group }, 'the group ends by itself'))
}

/** Ends when it was stopped and the member has left. */
async function keepJoined(
  place: { member: Member },
  join: () => Promise<Member>,
  { log, group, stopped }: Pick<KafkaClient, 'log'> & { group: string; stopped: AbortSignal },
): Promise<void> {
  const stop = new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve()))
  let pauseMs = LEAST_PAUSE_MS
  let since = Date.now()
  for (;;) {
    const reason = await Promise.race([place.member.gone, stop])
    if (stopped.aborted) return place.member.leave()
    if (Date.now() - since > MOST_PAUSE_MS) pauseMs = LEAST_PAUSE_MS
    log.error({ err: reason, group, pauseMs }, 'the subscription was lost and begins anew')
    await place.member.leave().catch((error) => log.warn({ err: error, group }, 'a lost member did not leave'))
    try {
      await sleep(pauseMs, undefined, { signal: stopped })
      place.member = await join()
    } catch (error) {
      // The member that is gone stays in its place: the next round tries again.
      if (!stopped.aborted) log.error({ err: error, group }, 'the subscription cannot begin yet')
    }
    since = Date.now()
    pauseMs = Math.min(pauseMs * 2, MOST_PAUSE_MS)
  }
}

/** Asks until the group has committed all that stood on the topics when the subscription began. */
function watchCatchUp(
  { admin, log }: KafkaClient,
  { group, topics, ends }: { group: string; topics: readonly string[]; ends: Offsets },
) {
  let caughtUp = false
  const look = async () => {
    const committed = await fetchCommitted(admin, group, topics)
    caughtUp = [...ends].every(([partition, end]) => end === 0n || (committed.get(partition) ?? -1n) >= end)
    if (caughtUp) clearInterval(timer)
  }
  const timer = setInterval(
    () => look().catch((error) => log.debug({ err: error, group }, 'cannot tell yet whether the group has caught up')),
    CATCH_UP_POLL_MS,
  )
  return { caughtUp: () => caughtUp, stop: () => clearInterval(timer) }
}
