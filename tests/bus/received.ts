import type { BusMessage, BusSubscription, EventBus } from '#lib/bus/event-bus.ts'
import { newId } from '#lib/ids.ts'
import { until } from '../support/wait.ts'

/** Topics are shared with other tests and earlier runs: messages of one test carry a mark in their key. */
export interface Marked {
  mark: string
  message(key: string, value: string | number, topic?: string): BusMessage
}

export function marked(): Marked {
  const mark = newId().slice(24)
  return {
    mark,
    message: (key, value, topic = 'booking.v1') => ({ topic, key: `${mark}-${key}`, value: String(value) }),
  }
}

/** A member of a group, and what reached it. */
export interface Member {
  subscription: BusSubscription
  /** Values of this test's messages, in order of arrival */
  values: string[]
  /** The values of one key, in order of arrival */
  ofKey(key: string): string[]
}

export interface MemberOptions {
  group: string
  marked: Marked
  topics?: string[]
  from?: 'earliest' | 'latest'
  ephemeral?: boolean
  /** Runs before messages count as received; when it throws they do not. */
  work?(messages: BusMessage[]): Promise<void> | void
}

export async function join(bus: EventBus, options: MemberOptions): Promise<Member> {
  const { group, marked, topics = ['booking.v1'], from = 'earliest', ephemeral = false, work } = options
  const got: BusMessage[] = []
  const values: string[] = []
  const subscription = await bus.subscribe({
    group,
    topics,
    from,
    ephemeral,
    async onBatch(messages) {
      const own = messages.filter(({ key }) => key.startsWith(`${marked.mark}-`))
      if (own.length === 0) return
      await work?.(own)
      got.push(...own)
      values.push(...own.map(({ value }) => value))
    },
  })
  return {
    subscription,
    values,
    ofKey: (key) => got.filter((m) => m.key === `${marked.mark}-${key}`).map(({ value }) => value),
  }
}

export const receivesAll = (member: Member, values: Array<string | number>, timeoutMs = 15_000): Promise<unknown> =>
  until(() => values.every((value) => member.values.includes(String(value))), { timeoutMs })
