import type { FlightId } from '#lib/ids.ts'
import { findOffenders, type InvariantCheck } from '#lib/invariants.ts'
import { sql } from '#lib/sql.ts'
import type { SkyEvent } from '#schema/events.ts'
import type { BookingDb } from '../../subgraphs/booking/database.ts'
import { bookingChecks } from '../../subgraphs/booking/invariants/checks.ts'
import { type SeatMapUpdate, wholeMap } from '../../subgraphs/booking/seats/watch-seat-map.ts'

/** What holds also where a test confirms without money and asks without keys; settling takes workers. */
const ofSeatsAndPrices = bookingChecks.filter(
  ({ invariant, name, settles }) =>
    !settles && ([1, 2, 7, 8].includes(invariant) || name === 'redemptions_within_limit'),
)

/** Offenders by the number of the invariant in the design and in words; empty when all hold. Ask while nothing is going on. */
export async function brokenInvariants(
  db: BookingDb,
  now: Date,
  checks: readonly InvariantCheck[] = ofSeatsAndPrices,
): Promise<Record<string, string[]>> {
  const broken: Record<string, string[]> = {}
  for (const check of checks) {
    const found = await findOffenders(db.client, check, { now: sql`${now}` })
    if (found.length > 0) broken[`${check.invariant}: ${check.words}`] = found
  }
  return broken
}

interface Seen {
  status: string
  heldUntil: string | null
}

/** HELD past its time counts as free. */
function asSeen({ status, heldUntil }: Seen, now: Date): Seen {
  if (status !== 'HELD') return { status, heldUntil: null }
  return heldUntil !== null && new Date(heldUntil) <= now
    ? { status: 'AVAILABLE', heldUntil: null }
    : { status, heldUntil }
}

/**
 * Invariant 7: folds the seat events over a flight's first map.
 * @throws where a version is missing or comes twice
 */
export function foldMap(
  first: SeatMapUpdate,
  events: SkyEvent[],
  now: Date,
): { version: number; seats: Map<string, Seen> } {
  let seats = new Map<string, Seen>(first.seats.map((s) => [s.number, s]))
  let { version, layoutVersion } = first
  for (const event of events) {
    if (event.type !== 'seats.changed.v1' || event.data.flightId !== first.flightId) continue
    if (event.data.version <= first.version) continue
    if (event.data.version !== version + 1) throw new Error(`version ${event.data.version} came after ${version}`)
    version = event.data.version
    // Another layout names all its seats.
    if (event.data.layoutVersion !== layoutVersion) seats = new Map()
    layoutVersion = event.data.layoutVersion
    for (const seat of event.data.seats) seats.set(seat.number, seat)
  }
  return { version, seats: new Map([...seats].map(([number, seat]) => [number, asSeen(seat, now)])) }
}

/** The same shape from a fresh map. */
export async function freshMap(db: BookingDb, flightId: FlightId, now: Date): Promise<ReturnType<typeof foldMap>> {
  const map = await wholeMap(db.client, flightId)
  if (!map) throw new Error('The flight is not on sale.')
  return { version: map.version, seats: new Map(map.seats.map((s) => [s.number, asSeen(s, now)])) }
}
