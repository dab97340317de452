import { formatAmount, fractionDigits, type Money } from '#lib/money.ts'

/** What dates, times and amounts are written by. */
export interface Conventions {
  /** BCP 47 */
  locale: string
  /** IANA */
  timeZone: string
}

/** "12.550,00 INR": with the code, for `$` is many currencies. Handed over as a decimal string, so nothing is rounded. */
export function formatPrice(money: Money, { locale }: Pick<Conventions, 'locale'>): string {
  const digits = fractionDigits(money.currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return format.format(formatAmount(money) as Intl.StringNumericLiteral)
}

const TIME = { hour: '2-digit', minute: '2-digit' } as const
const DAY = { day: 'numeric', month: 'short' } as const

/** "06:15" */
export const formatTime = (at: string, by: Conventions): string => format(at, by, TIME)

/** "28 Nov" */
export const formatDay = (at: string, by: Conventions): string => format(at, by, DAY)

/** "Sat, 28 Nov 2026" */
export const formatDate = (at: string, by: Conventions): string =>
  format(at, by, { weekday: 'short', ...DAY, year: 'numeric' })

/** "28 Nov, 06:15 GMT+5:30": an instant said in full, its zone with it. */
export const formatMoment = (at: string, by: Conventions): string =>
  format(at, by, { ...DAY, ...TIME, timeZoneName: 'short' })

/** "GMT+5:30", as it is at that instant */
export function formatZone(at: string, { locale, timeZone }: Conventions): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }).formatToParts(new Date(at))
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

// Flights leave by the Gregorian calendar, also where, as in Saudi Arabia, another is the locale's own.
const format = (at: string, { locale, timeZone }: Conventions, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, { calendar: 'gregory', timeZone, ...options }).format(new Date(at))
