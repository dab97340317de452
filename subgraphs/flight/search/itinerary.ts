import type { Journey, Leg } from './journey.ts'

/** A journey with the number of people its price is for. */
export interface PricedJourney extends Journey {
  passengers: number
}

/** From one flight of a journey to the next. */
export interface Layover {
  before: Leg
  after: Leg
}
