import type { UserId } from '#lib/ids.ts'
import { rows } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { Contact } from './contact.ts'

/** Keeps each contact unless what we have is of a later event. */
export async function saveContacts(tx: Tx, contacts: Array<Contact & { asOf: Date }>): Promise<void> {
  if (contacts.length === 0) return
  const values = contacts.map((c) => [c.userId, c.email, c.name, c.locale, c.timeZone, c.phone, c.asOf])
  // Assignments run from left to right: as_of last, for the others are decided by what it was.
  await tx.$executeRaw`
    INSERT INTO contact (user_id, email, name, locale, time_zone, phone, as_of) VALUES ${rows(values)}
    ON DUPLICATE KEY UPDATE
      email = IF(VALUES(as_of) >= as_of, VALUES(email), email),
      name = IF(VALUES(as_of) >= as_of, VALUES(name), name),
      locale = IF(VALUES(as_of) >= as_of, VALUES(locale), locale),
      time_zone = IF(VALUES(as_of) >= as_of, VALUES(time_zone), time_zone),
      phone = IF(VALUES(as_of) >= as_of, VALUES(phone), phone),
      as_of = GREATEST(VALUES(as_of), as_of)`
}

export async function readContacts(tx: Tx, userIds: readonly string[]): Promise<Map<string, Contact>> {
  if (userIds.length === 0) return new Map()
  const found = await tx.contact.findMany({ where: { userId: { in: [...userIds] } } })
  return new Map(
    found.map(({ asOf: _, ...contact }) => [contact.userId, { ...contact, userId: contact.userId as UserId }]),
  )
}
