import type { Database } from '#lib/database.ts'
import { newId } from '#lib/ids.ts'
import { firstSeen } from '#lib/inbox.ts'
import { type NewEvent, writeEvents } from '#lib/outbox.ts'
import { rows, type Sql } from '#lib/sql.ts'
import type { SkyEvent } from '#schema/events.ts'

/** One row an event, in the commit of the inbox. */
export async function haveEffects(tx: Sql, events: SkyEvent[], member: string): Promise<void> {
  const fresh = await firstSeen(
    tx,
    'effects',
    events.map(({ id }) => id),
  )
  const first = [...new Map(events.map((event) => [event.id, event])).values()].filter(({ id }) => fresh.has(id))
  if (first.length > 0) await haveEffectsAnew(tx, first, member)
}

/** Without asking the inbox: the negative control. */
export async function haveEffectsAnew(tx: Sql, events: SkyEvent[], member: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO effect (event_id, event_key, type, member)
    VALUES ${rows(events.map(({ id, subject, type }) => [id, subject, type, member]))}`
}

const LOT = 50

export interface Effects {
  total: number
  /** Events that had one */
  events: number
  members: number
  /** Bookings whose confirmation had its effect before their creation had */
  disordered: number
}

/** Of the bookings that `mark` begins; a topic may hold those of other tests. */
export async function countEffects(sql: Sql, mark: string): Promise<Effects> {
  const mine = `${mark}-%`
  const [row] = await sql.$queryRaw<Array<Record<keyof Effects, bigint>>>`
    SELECT COUNT(*) AS total, COUNT(DISTINCT event_id) AS events, COUNT(DISTINCT member) AS members,
      (SELECT COUNT(*) FROM effect AS earlier JOIN effect AS later
        ON later.event_key = earlier.event_key AND later.seq > earlier.seq
        WHERE earlier.type = 'booking.confirmed.v1' AND later.type = 'booking.created.v1') AS disordered
    FROM effect WHERE event_key LIKE ${mine}`
  const { total = 0n, events = 0n, members = 0n, disordered = 0n } = row ?? {}
  return { total: Number(total), events: Number(events), members: Number(members), disordered: Number(disordered) }
}

export const newMark = (): string => newId<string>().slice(-12)

/** Bookings that are made and then confirmed, two commits for each lot of them. */
export async function writeBookings(db: Database<Sql, Sql>, mark: string, count: number): Promise<void> {
  for (let done = 0; done < count; done += LOT) {
    const ids = Array.from({ length: Math.min(LOT, count - done) }, () => `${mark}-${newMark()}`)
    await db.transaction((tx) => writeEvents(tx, 'booking', ids.map(created)))
    await db.transaction((tx) => writeEvents(tx, 'booking', ids.map(confirmed)))
  }
}

const snapshot = (bookingId: string) => ({
  bookingId,
  reference: 'K7QM2X',
  userId: newId<string>(),
  contactEmail: 'ann@x.test',
  total: { amountMinor: 12_300, currency: 'EUR' },
  segments: [],
})

const created = (key: string): NewEvent => ({
  type: 'booking.created.v1',
  key,
  data: { ...snapshot(key), payBy: new Date().toISOString() },
})

const confirmed = (key: string): NewEvent => ({
  type: 'booking.confirmed.v1',
  key,
  data: { ...snapshot(key), ticketNumbers: [] },
})
