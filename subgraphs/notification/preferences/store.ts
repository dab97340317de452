import type { UserId } from '#lib/ids.ts'
import type { Tx } from '../database.ts'
import type { Channel, Topic } from '../messages/message.ts'
import { type Choices, choice } from './preference.ts'

/** The choices of each user who made any. */
export async function readChoices(tx: Tx, userIds: readonly string[]): Promise<Map<string, Choices>> {
  if (userIds.length === 0) return new Map()
  const found = await tx.preference.findMany({ where: { userId: { in: [...userIds] } } })
  return new Map(
    [...Map.groupBy(found, ({ userId }) => userId)].map(([userId, own]) => [
      userId,
      new Map(own.map(({ topic, channel, enabled }) => [choice(topic, channel), enabled])),
    ]),
  )
}

export async function saveChoice(
  tx: Tx,
  userId: UserId,
  { topic, channel, enabled }: { topic: Topic; channel: Channel; enabled: boolean },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO preference (user_id, topic, channel, enabled) VALUES (${userId}, ${topic}, ${channel}, ${enabled})
    ON DUPLICATE KEY UPDATE enabled = VALUES(enabled)`
}
