import type { FlightSnapshot } from '#schema/events.ts'

export type Cabin = FlightSnapshot['cabins'][number]
export type CabinClass = Cabin['cabin']
export type SeatFeature = Cabin['features'][number]['features'][number]
export type SeatPosition = 'WINDOW' | 'MIDDLE' | 'AISLE'
type Surcharge = FlightSnapshot['fares'][number]['surcharges'][number]

/** A seat as the layout draws it, before anybody has a claim on it. */
export interface SeatPlan {
  number: string
  row: number
  column: string
  cabin: CabinClass
  position: SeatPosition
  features: SeatFeature[]
}

/** All seats of an aircraft, in order of rows, then columns from left to right. */
export function seatPlans(cabins: Cabin[]): SeatPlan[] {
  return cabins.flatMap((cabin) => {
    const features = new Map(cabin.features.map((f) => [f.seat, f.features]))
    const without = new Set(cabin.without)
    const rows = Array.from({ length: cabin.lastRow - cabin.firstRow + 1 }, (_, n) => cabin.firstRow + n)
    return rows.flatMap((row) =>
      cabin.columns
        .map((column) => ({ number: `${row}${column}`, row, column }))
        .filter(({ number }) => !without.has(number))
        .map((seat) => ({
          ...seat,
          cabin: cabin.cabin,
          position: positionOf(cabin, seat.column),
          features: features.get(seat.number) ?? [],
        })),
    )
  })
}

function positionOf({ columns, aisleAfter }: Cabin, column: string): SeatPosition {
  const at = columns.indexOf(column)
  if (at === 0 || at === columns.length - 1) return 'WINDOW'
  const left = columns[at - 1] as string
  return aisleAfter.includes(column) || aisleAfter.includes(left) ? 'AISLE' : 'MIDDLE'
}

/** What a seat costs over its cabin's fare: of the surcharges that fit it, the dearest. */
export function surchargeMinor(seat: SeatPlan, surcharges: Surcharge[]): number {
  const fitting = surcharges.filter(
    ({ seats, feature, position }) =>
      (seats?.includes(seat.number) ?? true) &&
      (feature === undefined || seat.features.includes(feature)) &&
      (position === undefined || seat.position === position),
  )
  return Math.max(0, ...fitting.map((s) => s.amountMinor))
}
