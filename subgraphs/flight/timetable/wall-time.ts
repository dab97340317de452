/** The instant at which a wall in `timeZone` shows this time; undefined where it never does, or does twice. */
export function instantOf({ date, time }: { date: string; time: string }, timeZone: string): Date | undefined {
  const wall = Temporal.PlainDateTime.from(`${date}T${time}`)
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(timeZone, { disambiguation }),
  )
  if (!earlier || !later || earlier.epochMilliseconds !== later.epochMilliseconds) return undefined
  return new Date(earlier.epochMilliseconds)
}
