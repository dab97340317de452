/** A passenger on a flight of a booking, with what the seat cost before any discount. */
interface Leg {
  priceMinor: number
  flown: boolean
}

/**
 * What the airline keeps of a booking's price when it cancels a flight: what was flown, at what was paid for it. A
 * discount counts for each leg in proportion to its price; what does not come out even goes to the traveller.
 */
export function keptMinor(legs: readonly Leg[], totalMinor: number): number {
  const sum = (some: readonly Leg[]) => some.reduce((total, leg) => total + BigInt(leg.priceMinor), 0n)
  const [all, flown] = [sum(legs), sum(legs.filter((leg) => leg.flown))]
  const paid = BigInt(totalMinor)
  return Number(paid < all ? (paid * flown) / all : flown)
}
