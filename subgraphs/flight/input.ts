import { z } from 'zod'
import { isId } from '#lib/ids.ts'
import { parseAmount } from '#lib/money.ts'
import { timeZoneNamed } from '#lib/time-zone.ts'
import { readDate } from './search/request.ts'

/** Pieces of the inputs of operators: each takes what GraphQL let pass and gives what the rules work with. */

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/** Text for people, on one line. */
export const line = (most: number) =>
  z
    .string()
    .trim()
    .refine(
      (text) => text.isWellFormed() && !CONTROLS.test(text) && text.length >= 1 && text.length <= most,
      `From 1 to ${most} characters on one line.`,
    )

export const airlineCode = z.string().regex(/^(?:[A-Z0-9]{2}|[A-Z]{3})$/, 'An airline code is like AI, 6E or AIC.')
export const airportCode = z.string().regex(/^[A-Z]{3}$/, 'An airport code has three capital letters.')
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'A country code has two capital letters.')
export const registration = z
  .string()
  .regex(
    /^[A-Z0-9](?:[A-Z0-9-]{0,8}[A-Z0-9])$/,
    'A registration is like VT-EXA, at most 10 capital letters and digits.',
  )
export const typeCode = z.string().regex(/^[A-Z][A-Z0-9]{1,3}$/, 'An ICAO type designator is like A20N.')
/** As tickets and boards have it, with the airline's code or without. */
export const flightNumber = z
  .string()
  .regex(/^(?:[A-Z0-9]{2}|[A-Z]{3})?\d{1,4}[A-Z]?$/, 'A flight number is like AI101, with one to four digits.')

export const anId = (what: string) => z.string().refine(isId, `Not the id of ${what}.`)

export const timeZone = z.string().transform((text, context) => {
  const name = timeZoneNamed(text)
  if (name !== undefined) return name
  context.addIssue({ code: 'custom', message: 'A time zone is like Asia/Kolkata.' })
  return z.NEVER
})

/** RFC 3339 with an offset; undefined for anything else, and for a year that no timetable has. */
export function readInstant(text: string): Date | undefined {
  try {
    const date = new Date(Temporal.Instant.from(text).epochMilliseconds)
    return /^2[01]/.test(date.toISOString()) ? date : undefined
  } catch {
    return undefined
  }
}

/** The same, as a Date. */
export const instant = z.string().transform((text, context) => {
  const date = readInstant(text)
  if (date) return date
  context.addIssue({ code: 'custom', message: 'An instant is like 2027-03-28T07:05:00+02:00.' })
  return z.NEVER
})

/** Aborts where it is none: nothing that compares dates is to see it. */
export const localDate = z
  .string()
  .refine((text) => readDate(text) !== undefined, { message: 'A date is like 2027-03-28.', abort: true })

export const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'A wall time is like 07:05.')

/** `2027-03-28T07:05`, seconds allowed where they are none. */
export const localDateTime = z.string().transform((text, context) => {
  const [, date = '', time = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?$/.exec(text) ?? []
  if (readDate(date) && wallTime.safeParse(time).success) return { date, time }
  context.addIssue({ code: 'custom', message: 'A local time is like 2027-03-28T07:05, without an offset.' })
  return z.NEVER
})

/** ISO 8601 in whole minutes within bounds, as minutes. */
export const minutes = (least: number, most: number) =>
  z.string().transform((text, context) => {
    try {
      const duration = Temporal.Duration.from(text)
      const total = duration.total({ unit: 'minutes' })
      if (Number.isInteger(total) && total >= least && total <= most) return total
    } catch {
      // Told below; durations with years or months have no length without a date.
    }
    context.addIssue({ code: 'custom', message: `A duration is like PT2H5M, from ${least} to ${most} minutes.` })
    return z.NEVER
  })

/** Ten thousand million of any currency: sums of a whole aircraft's fares stay exact. */
const MOST_MINOR = 10 ** 12

/** An amount of `currency` that a fare can have, in minor units; undefined for anything else. */
export function readAmount(text: string, currency: string): number | undefined {
  const minor = parseAmount(text, currency)
  return minor !== undefined && minor >= 0 && minor <= MOST_MINOR ? minor : undefined
}

export const seat = z.string().regex(/^[1-9]\d{0,2}[A-Z]$/, 'A seat is like 12A.')
