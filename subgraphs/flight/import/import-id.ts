import { createHash } from 'node:crypto'

/** An id that hangs on the text alone, so that importing again finds what is there (UUID version 8, RFC 9562). */
export const importId = (text: string): string => format(hashOf(text))

/**
 * The same of a flight, beginning with the day it leaves and its airline: they lie together in the primary key in which
 * they are written, where at random a server of little memory would read and write each page many times.
 */
export function importedFlightId(flight: { airline: string; number: string; origin: string; date: string }): string {
  const bytes = hashOf(`flight ${flight.number} ${flight.origin} ${flight.date}`)
  bytes.writeUIntBE(Date.parse(flight.date), 0, 6)
  hashOf(`airline ${flight.airline}`).copy(bytes, 6, 0, 4)
  return format(bytes)
}

const hashOf = (text: string): Buffer => createHash('sha256').update(`skygraph import ${text}`).digest().subarray(0, 16)

function format(bytes: Buffer): string {
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
