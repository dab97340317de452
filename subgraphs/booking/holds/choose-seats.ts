import type { Viewer } from '#lib/identity.ts'
import type { FlightId, HoldId } from '#lib/ids.ts'
import { type NotFound, notFound, type WrongState } from '#lib/refusal.ts'
import type { Sql } from '#lib/sql.ts'
import { loadFlights } from '../flights/store.ts'
import { surchargeMinor } from '../seats/layout.ts'
import { type SeatRef, sameSeat, statusAt } from '../seats/seat.ts'
import { drawingOf } from '../seats/seat-map.ts'
import { loadMap } from '../seats/store.ts'
import { pickBestSeats, type SeatWish } from './best-seats.ts'
import { salesClosed } from './hold.ts'
import { loadHoldSeats } from './store.ts'

/** The wish cannot be met by what is free; `left` is what there is of the cabin. */
export interface TooFewSeats {
  ok: false
  code: 'TOO_FEW_SEATS'
  left: SeatRef[]
}

export type NoChoice = TooFewSeats | NotFound | WrongState

type Wish = SeatWish & { flightId: FlightId }

/** Picks seats for all wishes, or says of the first that cannot be met why. Reads without a lock. */
export async function chooseSeats(
  sql: Sql,
  viewer: Viewer,
  { best, replaces }: { best: Wish[]; replaces: HoldId | null },
): Promise<{ ok: true; seats: SeatRef[] } | NoChoice> {
  const replaced = replaces === null ? [] : await loadHoldSeats(sql, [replaces])
  const chosen: SeatRef[] = []
  for (const wish of best) {
    const choice = await chooseOn(sql, wish, { viewer, replaced, chosen })
    if (!choice.ok) return choice
    chosen.push(...choice.seats)
  }
  return { ok: true, seats: chosen }
}

const MOST_LEFT = 9

async function chooseOn(
  sql: Sql,
  wish: Wish,
  { viewer, replaced, chosen }: { viewer: Viewer; replaced: SeatRef[]; chosen: SeatRef[] },
): Promise<{ ok: true; seats: SeatRef[] } | NoChoice> {
  const { flightId, cabin } = wish
  const map = await loadMap(sql, flightId)
  const flight = (await loadFlights(sql, [flightId])).get(flightId)
  if (!map || !flight) return notFound('flight')
  const closed = salesClosed(flight, map.now)
  if (closed) return closed
  const { cabins, plans } = await drawingOf(sql, map.layoutId, map.layoutVersion)
  const fare = flight.fares.find((f) => f.cabin === cabin)
  const isAmong = (seats: SeatRef[], seat: string) => seats.some((s) => sameSeat(s, { flightId, seat }))
  const isFree = (row: (typeof map.seats)[number]) =>
    statusAt(row, map.now) === 'AVAILABLE' || (row.holderId === viewer.id && isAmong(replaced, row.number))
  const free = map.seats.filter((row) => isFree(row) && !isAmong(chosen, row.number)).map((row) => row.number)
  const picked = pickBestSeats(wish, {
    cabins,
    free: new Set(free),
    surchargeOf: (seat) => surchargeMinor(seat, fare?.surcharges ?? []),
  })
  const asRefs = (numbers: string[]) => numbers.map((seat) => ({ flightId, seat }))
  if (picked) return { ok: true, seats: asRefs(picked.map((s) => s.number)) }
  const left = free.filter((number) => plans.get(number)?.cabin === cabin).slice(0, MOST_LEFT)
  return { ok: false, code: 'TOO_FEW_SEATS', left: asRefs(left) }
}
