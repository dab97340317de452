const here = '../../subgraphs/flight'

/** What resolvers return for a type when its fields are resolved one by one. */
export const mappers = {
  Flight: `${here}/timetable/flight.ts#FlightRow`,
  Airport: `${here}/catalogue/catalogue.ts#Airport as AirportRow`,
  City: `${here}/catalogue/catalogue.ts#City as CityRow`,
  Airline: `${here}/catalogue/catalogue.ts#Airline as AirlineRow`,
  MaintenanceWindow: `${here}/fleet/store.ts#MaintenanceRow`,
  Schedule: `${here}/schedules/schedule.ts#ScheduleRow`,
  Aircraft: `${here}/fleet/store.ts#AircraftRow`,
  SeatLayout: `${here}/fleet/store.ts#LayoutRow`,
  Itinerary: `${here}/search/itinerary.ts#PricedJourney`,
  Layover: `${here}/search/itinerary.ts#Layover as LayoverRow`,
}
