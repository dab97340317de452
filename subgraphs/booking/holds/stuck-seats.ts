import { type SeatRef, seatName } from '../seats/seat.ts'

const STUCK_MS = 10_000

/** Seats whose lock somebody has waited for in vain, such as one that a frozen process holds. */
export interface StuckSeats {
  mark(seats: readonly SeatRef[]): void
  /** Whether one of them was found stuck lately. */
  among(seats: readonly SeatRef[]): boolean
  /** Whether one of them was found stuck after that moment, by `performance.now()`. */
  after(moment: number, seats: readonly SeatRef[]): boolean
}

export function createStuckSeats(): StuckSeats {
  const found = new Map<string, number>()
  const after = (moment: number, seats: readonly SeatRef[]) =>
    seats.some((s) => (found.get(seatName(s)) ?? moment) > moment)
  return {
    mark(seats) {
      const now = performance.now()
      for (const [name, at] of found) if (now - at > STUCK_MS) found.delete(name)
      for (const seat of seats) found.set(seatName(seat), now)
    },
    among: (seats) => after(performance.now() - STUCK_MS, seats),
    after,
  }
}
