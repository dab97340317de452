import { timeZoneNamed } from '#lib/time-zone.ts'

/** What people say about themselves and may change. */
export interface Profile {
  name: string
  phone: string | null
  locale: string
  timeZone: string
}

export type ProfileInput = { [K in keyof Profile]?: string | null }

type Read<T> = { ok: true; value: T } | { ok: false; message: string }

const MAX_NAME_LENGTH = 100
const MAX_TAG_LENGTH = 35
// Control characters, line and paragraph separators, and what turns the direction of the text that follows.
const UNFIT_FOR_NAMES = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

export const DEFAULT_PROFILE = { phone: null, locale: 'en', timeZone: 'UTC' }

/** Reads the fields that are given; the first that cannot be is named, with what is wrong with it. */
export function readProfile(
  input: ProfileInput,
): { ok: true; profile: Partial<Profile> } | { ok: false; field: keyof Profile; message: string } {
  const profile: Record<string, string | null> = {}
  for (const field of ['name', 'phone', 'locale', 'timeZone'] as const) {
    const given = input[field]
    if (given === undefined) continue
    const read = readField(field, given)
    if (!read.ok) return { ok: false, field, message: read.message }
    profile[field] = read.value
  }
  return { ok: true, profile }
}

function readField(field: keyof Profile, given: string | null): Read<string | null> {
  if (field === 'phone') return given === null ? { ok: true, value: null } : readPhone(given)
  if (given === null) return { ok: false, message: 'This cannot be removed; leave it out to keep it.' }
  if (field === 'name') return readName(given)
  return field === 'locale' ? readLocale(given) : readTimeZone(given)
}

function readName(text: string): Read<string> {
  if (UNFIT_FOR_NAMES.test(text) || !text.isWellFormed()) {
    return { ok: false, message: 'A name holds no control characters and no line breaks.' }
  }
  const name = text
    .slice(0, 8 * MAX_NAME_LENGTH)
    .normalize('NFC')
    .trim()
  const length = [...name].length
  if (length >= 1 && length <= MAX_NAME_LENGTH) return { ok: true, value: name }
  return { ok: false, message: `A name has 1 to ${MAX_NAME_LENGTH} characters.` }
}

function readPhone(text: string): Read<string> {
  if (/^\+[1-9]\d{6,14}$/.test(text)) return { ok: true, value: text }
  return { ok: false, message: 'A phone number is written as in E.164: +919876543210.' }
}

function readLocale(text: string): Read<string> {
  const fault = { ok: false, message: 'A locale is a BCP 47 tag: en, hi-IN, zh-Hant-TW.' } as const
  if (text.length > MAX_TAG_LENGTH) return fault
  try {
    const [value] = Intl.getCanonicalLocales(text)
    return value !== undefined && value.length <= MAX_TAG_LENGTH ? { ok: true, value } : fault
  } catch {
    return fault
  }
}

function readTimeZone(text: string): Read<string> {
  const fault = { ok: false, message: 'A time zone is a name of the IANA database: Asia/Kolkata.' } as const
  const value = timeZoneNamed(text)
  return value === undefined ? fault : { ok: true, value }
}

/** As names are searched for: case and compatible forms folded, cut to the column's 100 characters. */
export const nameKey = (name: string): string =>
  [...name.normalize('NFKC').toLowerCase()].slice(0, MAX_NAME_LENGTH).join('')
