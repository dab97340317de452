const here = '../../subgraphs/booking'

/** What resolvers return for a type when its fields are resolved one by one. */
export const mappers = {
  Booking: `${here}/bookings/booking.ts#BookingRow`,
  Hold: `${here}/holds/store.ts#HoldRow`,
  Flight: `${here}/context.ts#FlightRef`,
  User: `${here}/context.ts#UserRef`,
}
