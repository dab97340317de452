/**
 * Loads the demo data, or tops it up: airports, fleet, the timetable of the next 60 days, the discount FLY100 and the
 * demo accounts. What is there stays as it is, so it may run at every start.
 */
import { dbNow } from '#lib/clock.ts'
import { mysqlUrl, readConfig } from '#lib/config.ts'
import { openBookingDb } from '../subgraphs/booking/database.ts'
import { loadDemoDiscounts } from '../subgraphs/booking/discounts/load-demo-discounts.ts'
import { openFlightDb } from '../subgraphs/flight/database.ts'
import { loadDemoAccounts } from '../subgraphs/user/accounts/load-demo-accounts.ts'
import { openUserDb } from '../subgraphs/user/database.ts'
import { loadDemoFlights } from './demo-data/load-demo-flights.ts'

const config = readConfig({
  FLIGHT_DATABASE_URL: mysqlUrl,
  USER_DATABASE_URL: mysqlUrl,
  BOOKING_DATABASE_URL: mysqlUrl,
})
const flight = openFlightDb(config.FLIGHT_DATABASE_URL)
const user = openUserDb(config.USER_DATABASE_URL)
const booking = openBookingDb(config.BOOKING_DATABASE_URL)
try {
  const flights = await loadDemoFlights(flight)
  console.log(flights === 0 ? 'the timetable of the next 60 days is there' : `${flights} flights added`)
  await loadDemoDiscounts(booking)
  const accounts = await loadDemoAccounts(user, await dbNow(user.client))
  console.log(accounts === 0 ? 'discount and accounts are there' : `${accounts} accounts added`)
} finally {
  await Promise.all([flight.close(), user.close(), booking.close()])
}
