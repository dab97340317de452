import { isOutboxEmpty } from '#lib/outbox.ts'
import { unseal } from '#lib/seal.ts'
import { type EventType, parseEvent, type SkyEvent } from '#schema/events.ts'
import { until } from '../support/wait.ts'
import { LINK_SECRET, type UserFixture } from './user.ts'

type EventOf<T extends EventType> = Extract<SkyEvent, { type: T }>
type Mailed = EventOf<'user.created.v1' | 'user.email-verification-requested.v1' | 'user.password-reset-requested.v1'>

export type UserEvents = Awaited<ReturnType<typeof watchEvents>>

/** The events of accounts as they come over the bus. */
export async function watchEvents(user: UserFixture) {
  const seen: SkyEvent[] = []
  const subscription = await user.bus.subscribe({
    group: 'mails-test',
    topics: ['user.v1'],
    from: 'earliest',
    onBatch: async (messages) => void seen.push(...messages.map(({ value }) => parseEvent(JSON.parse(value)))),
  })
  /** Those of one account and type, once at least `count` have come. */
  const of = <T extends EventType>(userId: string, type: T, count = 0): Promise<EventOf<T>[]> =>
    until(() => {
      const those = seen.filter((event): event is EventOf<T> => event.type === type && event.subject === userId)
      return those.length >= count && those
    })
  return {
    seen,
    of,
    /** Waits until all that was asked for and written has arrived here. */
    async settle() {
      await until(async () => (await user.db.client.passwordResetRequest.count()) === 0)
      await until(() => isOutboxEmpty(user.db.client))
      const marker = `settled ${seen.length} ${Math.random()}`
      const event = { ...(seen[0] as SkyEvent), id: marker.slice(0, 36) }
      await user.bus.publish([{ topic: 'user.v1', key: event.subject, value: JSON.stringify(event) }])
      await until(() => seen.some(({ id }) => id === event.id))
    },
    stop: () => subscription.stop(),
  }
}

/** What stands in the link of the event's mail. */
export function tokenIn(event: Mailed | undefined): string {
  if (!event?.data.token) throw new Error('The event has no token.')
  return unseal(LINK_SECRET, event.data.token.sealed, `${event.type} ${event.data.userId}`)
}
