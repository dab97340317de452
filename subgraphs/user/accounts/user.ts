import type { User as UserRow } from '#prisma/user/client/client.ts'
import type { UserSnapshot } from '#schema/events.ts'
import type { User } from '#schema/generated/user.ts'

export type { UserRow }

/** As the contract has it. */
export function toUser(row: UserRow): User {
  const { id, email, emailVerified, name, phone, locale, timeZone, role } = row
  return { id, email, emailVerified, name, phone, locale, timeZone, role, createdAt: row.createdAt.toISOString() }
}

/** What other services keep of a user. */
export function toSnapshot({ id, email, emailVerified, name, phone, locale, timeZone }: UserRow): UserSnapshot {
  return { userId: id, email, emailVerified, name, phone, locale, timeZone }
}
