import type { Measure, Measured } from '#lib/metrics.ts'
import type { NotificationDb } from '../database.ts'
import { type QueueState, readQueues } from './store.ts'

const MEASURED = [
  { channel: 'EMAIL', status: 'QUEUED' },
  { channel: 'EMAIL', status: 'RETRYING' },
  { channel: 'EMAIL', status: 'SENDING' },
  { channel: 'EMAIL', status: 'DEAD' },
  { channel: 'SMS', status: 'QUEUED' },
  { channel: 'SMS', status: 'RETRYING' },
  { channel: 'SMS', status: 'SENDING' },
  { channel: 'SMS', status: 'DEAD' },
] as const

/** How long the queues are, and for how long their oldest message has been due. */
export const measureQueues = (db: NotificationDb): Measured => ({
  async measures() {
    const found = new Map((await readQueues(db)).map((queue) => [`${queue.channel} ${queue.status}`, queue]))
    return MEASURED.flatMap(({ channel, status }) =>
      measuresOf({ messages: 0, oldestSeconds: 0, ...found.get(`${channel} ${status}`), channel, status }),
    )
  },
})

function measuresOf({ channel, status, messages, oldestSeconds }: QueueState): Measure[] {
  const labels = { channel, status }
  const length: Measure = {
    name: 'skygraph_notification_messages',
    help: 'Messages by where they stand, those that left apart',
    type: 'gauge',
    labels,
    value: messages,
  }
  if (status === 'DEAD' || status === 'SENDING') return [length]
  const age: Measure = {
    name: 'skygraph_notification_oldest_due_seconds',
    help: 'For how long the oldest message has been due',
    type: 'gauge',
    labels,
    value: oldestSeconds,
  }
  return [length, age]
}
