import { createHash } from 'node:crypto'
import { uuidOf } from '#lib/ids.ts'

/** An id that hangs on the text alone, so that importing again finds what is there (UUID version 8, RFC 9562). */
export const importId = (text: string): string => uuidOf(hashOf(text), 8)

/**
 * The same of a flight, beginning with the day it leaves and its airline: they lie together in the primary key in which
 * they are written, where at random a server of little memory would read and write each page many times.
 */
export function importedFlightId(flight: { airline: string; number: string; origin: string; date: string }): string {
  const bytes = hashOf(`flight ${flight.number} ${flight.origin} ${flight.date}`)
  bytes.writeUIntBE(Date.parse(flight.date), 0, 6)
  hashOf(`airline ${flight.airline}`).copy(bytes, 6, 0, 4)
  return uuidOf(bytes, 8)
}

const hashOf = (text: string): Buffer => createHash('sha256').update(`skygraph import ${text}`).digest().subarray(0, 16)
