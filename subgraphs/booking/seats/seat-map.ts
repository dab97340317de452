import type { FlightId, UserId } from '#lib/ids.ts'
import { toMoney } from '#lib/money.ts'
import type { Sql } from '#lib/sql.ts'
import type { Fare } from '../flights/flight.ts'
import { loadFlights, loadLayout } from '../flights/store.ts'
import { type Cabin, type SeatPlan, seatPlans, surchargeMinor } from './layout.ts'
import { type SeatRef, seatName, statusAt } from './seat.ts'
import { loadMap, loadSeats, type MapRow } from './store.ts'

interface Drawing {
  cabins: Cabin[]
  plans: Map<string, SeatPlan>
}

// A version of a layout never changes, so a drawing is good for ever; there are as many as types of aircraft.
const drawings = new Map<string, Drawing>()

/** The layout's cabins and its seats by number. */
export async function drawingOf(sql: Sql, layoutId: string, version: number): Promise<Drawing> {
  const key = `${layoutId}/${version}`
  const known = drawings.get(key)
  if (known) return known
  const cabins = await loadLayout(sql, layoutId, version)
  const drawing = { cabins, plans: new Map(seatPlans(cabins).map((s) => [s.number, s])) }
  drawings.set(key, drawing)
  return drawing
}

/** The seat map as the viewer sees it; null until the flight is on sale. */
export async function seatMap(sql: Sql, flightId: FlightId, viewerId: UserId | undefined) {
  const map = await loadMap(sql, flightId)
  if (!map) return null
  const flight = (await loadFlights(sql, [flightId])).get(flightId)
  const { cabins, plans } = await drawingOf(sql, map.layoutId, map.layoutVersion)
  const rows = new Map(map.seats.map((s) => [s.number, s]))
  const seats = [...plans.values()].flatMap((plan) => {
    const row = rows.get(plan.number)
    return row ? [seatView(plan, row, { fares: flight?.fares ?? [], now: map.now, viewerId })] : []
  })
  return { flightId, version: map.version, layoutVersion: map.seating, cabins, seats }
}

/** Seats of any flights as the viewer sees them, by their names; none of a seat that its layout does not draw. */
export async function viewSeats(sql: Sql, seats: readonly SeatRef[], viewerId: UserId | undefined) {
  const { rows, now } = await loadSeats(sql, seats)
  const flights = await loadFlights(
    sql,
    seats.map((s) => s.flightId),
  )
  const views = new Map<string, ReturnType<typeof seatView>>()
  for (const row of rows) {
    const flight = flights.get(row.flightId)
    if (!flight) continue
    const plan = (await drawingOf(sql, flight.layoutId, flight.layoutVersion)).plans.get(row.number)
    if (plan)
      views.set(seatName({ ...row, seat: row.number }), seatView(plan, row, { fares: flight.fares, now, viewerId }))
  }
  return views
}

interface Look {
  fares: Fare[]
  now: Date
  viewerId: UserId | undefined
}

function seatView(plan: SeatPlan, row: MapRow, { fares, now, viewerId }: Look) {
  const status = statusAt(row, now)
  const fare = fares.find((f) => f.cabin === plan.cabin)
  const currency = fare?.currency ?? fares[0]?.currency ?? 'EUR'
  return {
    ...plan,
    status,
    heldUntil: status === 'HELD' ? (row.heldUntil?.toISOString() ?? null) : null,
    heldByMe: status === 'HELD' && viewerId !== undefined && row.holderId === viewerId,
    price: toMoney({ amountMinor: surchargeMinor(plan, fare?.surcharges ?? []), currency }),
  }
}
