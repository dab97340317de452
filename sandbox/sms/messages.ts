import { newId } from '#lib/ids.ts'
import { openJournal } from '../payment-provider/journal.ts'

export interface Sms {
  id: string
  /** E.164 */
  to: string
  text: string
  /** The sender's Idempotency-Key; null where it gave none */
  key: string | null
  at: string
}

export type Taken = { ok: true; sms: Sms } | { ok: false; status: number; code: string }

export interface SmsStore {
  /** Keeps a message; one whose key came before is the one of then. */
  take(message: { to: string; text: string; key: string | null }): Promise<Taken>
  /** Newest first, those to one number alone where it is given */
  list(to?: string): Sms[]
  close(): Promise<void>
}

/** Numbers that a gateway would not reach, by how they end; none of them is anybody's (+1 500 555 00xx). */
const REFUSALS: ReadonlyMap<string, { status: number; code: string }> = new Map([
  ['+15005550001', { status: 422, code: 'not_reachable' }],
  ['+15005550002', { status: 429, code: 'too_many' }],
  ['+15005550003', { status: 503, code: 'gateway_away' }],
])

const LONGEST_TEXT = 1600

/** What was sent, in a journal that outlives a crash. */
export async function openSmsStore(path: string): Promise<SmsStore> {
  const { entries, journal } = await openJournal<Sms>(path)
  const byKey = new Map(entries.flatMap((sms) => (sms.key === null ? [] : [[sms.key, sms] as const])))
  return {
    async take({ to, text, key }) {
      if (!/^\+[1-9]\d{6,14}$/.test(to)) return { ok: false, status: 422, code: 'no_phone_number' }
      if (text === '' || text.length > LONGEST_TEXT) return { ok: false, status: 422, code: 'no_such_text' }
      const refusal = REFUSALS.get(to)
      if (refusal) return { ok: false, ...refusal }
      const known = key === null ? undefined : byKey.get(key)
      if (known) return { ok: true, sms: known }
      const sms = { id: newId<string>(), to, text, key, at: new Date().toISOString() }
      // Known before it is on the disk: who asks twice at once gets one.
      if (key !== null) byKey.set(key, sms)
      entries.push(sms)
      await journal.append(sms)
      return { ok: true, sms }
    },
    list: (to) => entries.filter((sms) => to === undefined || sms.to === to).toReversed(),
    close: () => journal.close(),
  }
}
