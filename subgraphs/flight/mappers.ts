const here = '../../subgraphs/flight'

/** What resolvers return for a type when its fields are resolved one by one. */
export const mappers = {
  Flight: `${here}/timetable/flight.ts#FlightRow`,
  Airport: `${here}/catalogue/catalogue.ts#Airport as AirportRow`,
  City: `${here}/catalogue/catalogue.ts#City as CityRow`,
  Aircraft: `${here}/catalogue/store.ts#AircraftRow`,
  SeatLayout: `${here}/catalogue/store.ts#LayoutRow`,
  Itinerary: `${here}/search/itinerary.ts#PricedJourney`,
}
