import type { UserId } from '#lib/ids.ts'
import { timeZoneNamed } from '#lib/time-zone.ts'
import type { UserSnapshot } from '#schema/events.ts'
import { oneLine } from '../messages/plain-text.ts'

/** What we know of a user. */
export interface Contact {
  userId: UserId
  email: string
  name: string
  locale: string
  timeZone: string
  phone: string | null
}

/** A booking's events may come before its user's: then the time is told in UTC. */
export const DEFAULT_TIME_ZONE = 'UTC'
const DEFAULT_LOCALE = 'en'

/** A user as an event tells it; what we could not use or keep becomes the default, so that no event gets stuck here. */
export function contactOf(user: UserSnapshot): Contact {
  return {
    userId: user.userId as UserId,
    email: oneLine(user.email, 320),
    name: oneLine(user.name, 200),
    locale: isLocale(user.locale) ? user.locale : DEFAULT_LOCALE,
    timeZone: timeZoneNamed(user.timeZone) ?? DEFAULT_TIME_ZONE,
    phone: user.phone === null ? null : oneLine(user.phone, 32),
  }
}

const isLocale = (text: string) => text.length <= 35 && succeeds(() => new Intl.Locale(text))

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
