const LONGEST = 64

/** Each name asked for, as long as there are few: Unicode's data have some 600, and asking takes 20 µs. */
const known = new Map<string, string | undefined>()
const MOST_KNOWN = 2000

/**
 * The time zone of an IANA name, older names and other cases included, as it is written; undefined for anything else. An
 * offset is no zone: it knows no change of the clocks.
 */
export function timeZoneNamed(text: string): string | undefined {
  if (text.length > LONGEST || !/^[A-Z][\w+-]*(?:\/[\w+-]+){0,2}$/i.test(text)) return undefined
  if (known.has(text)) return known.get(text)
  const name = lookUp(text)
  if (known.size < MOST_KNOWN) known.set(text, name)
  return name
}

function lookUp(text: string): string | undefined {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId
  } catch {
    return undefined
  }
}
