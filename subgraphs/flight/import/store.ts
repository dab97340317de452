import { type Sql, tableOf } from '#lib/sql.ts'
import type { NewFlight } from '../timetable/store.ts'

type FlightKey = Pick<NewFlight, 'id' | 'airlineCode' | 'number' | 'departureDate' | 'origin'>

/** Which of the flights are there, whatever has become of them since. */
export async function findImported(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const found = await sql.$queryRaw<Array<{ id: string }>>`
    SELECT STRAIGHT_JOIN f.id FROM ${tableOf({ id: 'id' }, idRows(ids))} w
    JOIN flight f FORCE INDEX (PRIMARY) ON f.id = w.id`
  return new Set(found.map(({ id }) => id))
}

const idRows = (ids: readonly string[]) => ids.map((id) => [id])

/** Ids of those whose number leaves from there on that day already, as another flight. */
export async function findTaken(sql: Sql, flights: readonly FlightKey[]): Promise<Set<string>> {
  if (flights.length === 0) return new Set()
  const wanted = tableOf(
    { id: 'id', airline: 'ascii', number: 'ascii', day: 'ascii', origin: 'ascii' },
    flights.map((f) => [f.id, f.airlineCode, f.number, f.departureDate, f.origin]),
  )
  const found = await sql.$queryRaw<Array<{ id: string }>>`
    SELECT STRAIGHT_JOIN w.id FROM ${wanted} w JOIN flight f FORCE INDEX (flight_day)
      ON f.airline_code = w.airline AND f.number = w.number AND f.departs_on = CAST(w.day AS DATE)
      AND f.origin = w.origin
    WHERE f.id <> w.id`
  return new Set(found.map(({ id }) => id))
}
