import type { Journey } from './journey.ts'

/** A journey with the number of people its price is for. */
export interface PricedJourney extends Journey {
  passengers: number
}
