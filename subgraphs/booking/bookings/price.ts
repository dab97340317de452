import type { FlightId } from '#lib/ids.ts'
import type { SaleFlight } from '../flights/flight.ts'
import type { PricedSeat } from '../holds/hold.ts'

export interface PriceLine {
  kind: 'FARE' | 'TAX' | 'SEAT' | 'DISCOUNT' | 'FEE'
  description: string
  amountMinor: number
}

const CABIN_NAMES: Record<PricedSeat['cabin'], string> = {
  ECONOMY: 'Economy',
  PREMIUM_ECONOMY: 'Premium Economy',
  BUSINESS: 'Business',
  FIRST: 'First',
}

/** Fare, taxes and seats, a line each for every flight and cabin; lines that come to nothing are left out. */
export function priceLines(seats: PricedSeat[], flights: Map<FlightId, SaleFlight>): PriceLine[] {
  return [...Map.groupBy(seats, (s) => `${s.flightId}/${s.cabin}`).values()].flatMap((group) => {
    const [first] = group as [PricedSeat]
    const flight = flights.get(first.flightId)
    const where = flight ? `${flight.number} ${flight.origin.airportCode}–${flight.destination.airportCode}` : ''
    const sum = (pick: (s: PricedSeat) => number) => group.reduce((total, s) => total + pick(s), 0)
    const lines: PriceLine[] = [
      {
        kind: 'FARE',
        description: `${where}, ${CABIN_NAMES[first.cabin]} × ${group.length}`,
        amountMinor: sum((s) => s.baseMinor),
      },
      { kind: 'TAX', description: `${where}, taxes and charges`, amountMinor: sum((s) => s.taxesMinor) },
      {
        kind: 'SEAT',
        description: `${where}, seats ${group.map((s) => s.seat).join(', ')}`.slice(0, 200),
        amountMinor: sum((s) => s.surchargeMinor),
      },
    ]
    return lines.filter((line) => line.kind === 'FARE' || line.amountMinor !== 0)
  })
}

export const sumMinor = (lines: readonly PriceLine[]): number => lines.reduce((sum, line) => sum + line.amountMinor, 0)
