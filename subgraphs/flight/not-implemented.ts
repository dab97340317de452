/** Fields of the contract that a later issue builds; each answers NOT_IMPLEMENTED. */
export const notImplemented = [
  'Query.priceCalendar',
  'Query.schedules',
  'Aircraft.maintenance',
  'Mutation.createAirport',
  'Mutation.createSeatLayout',
  'Mutation.createAircraft',
  'Mutation.scheduleMaintenance',
  'Mutation.scheduleFlight',
  'Mutation.createSchedule',
  'Mutation.setFares',
  'Mutation.assignAircraft',
  'Mutation.updateFlightStatus',
  'Mutation.cancelFlight',
  'Subscription.flightStatusChanged',
]
