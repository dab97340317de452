import { createHash } from 'node:crypto'
import { connect } from '../../scripts/services/connection.ts'
import type { Leg } from '../../subgraphs/flight/search/journey.ts'
import type { Fare } from '../../subgraphs/flight/timetable/flight.ts'
import type { BenchFlight } from './world.ts'

type Connection = Awaited<ReturnType<typeof connect>>

const ROWS = 2000

/** The table of the self-join: small numbers in the place of codes and times, and a key for each way it is read. */
export const PEER_TABLE = `CREATE TABLE peer (
  id INT NOT NULL PRIMARY KEY, origin SMALLINT NOT NULL, destination SMALLINT NOT NULL, departs INT NOT NULL,
  arrives INT NOT NULL, price INT NOT NULL) ENGINE = InnoDB`
export const PEER_KEYS = `ALTER TABLE peer ADD KEY by_route (origin, destination, departs, arrives, price),
  ADD KEY by_time (origin, departs, destination, arrives, price), ADD KEY into_place (destination, origin)`

/** Minutes since 1970. */
export const minutes = (ms: number): number => ms / 60_000

export interface Filled {
  flights: number
  /** A flight by the number that the peer knows it by, sold in economy. */
  legs(number: number): Leg
  airports: Map<string, number>
}

/** Writes the flights as the product keeps them, and in the peer's table; economy's prices there. */
export async function fill(url: string, flights: Iterable<BenchFlight>): Promise<Filled> {
  const connection = await connect(url)
  try {
    await connection.query(`SET GLOBAL innodb_buffer_pool_size = ${1 << 30}`)
    await connection.query('SET SESSION autocommit = 0')
    await connection.query("SET SESSION time_zone = '+00:00'")
    await dropKeys(connection)
    await connection.query(PEER_TABLE)
    const filled = await write(connection, flights)
    await connection.commit()
    await connection.query(PEER_KEYS)
    await connection.query('ANALYZE TABLE peer, flight, fare')
    return filled
  } finally {
    await connection.end()
  }
}

/** Of the keys of `flight` loading needs the primary one alone: without the others a million rows are there sooner. */
async function dropKeys(connection: Connection): Promise<void> {
  const found: Array<{ name: string }> = await connection.query(
    `SELECT DISTINCT index_name AS name FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = 'flight' AND index_name NOT IN ('PRIMARY', 'flight_updated')`,
  )
  await connection.query(`ALTER TABLE flight ${found.map(({ name }) => `DROP KEY ${name}`).join(', ')}`)
}

async function write(connection: Connection, flights: Iterable<BenchFlight>): Promise<Filled> {
  const airports = new Map<string, number>()
  const numberOf = (code: string): number => {
    const number = airports.get(code) ?? airports.size
    airports.set(code, number)
    return number
  }
  const legs: Leg[] = []
  const sets = new Map<string, Fare[]>()
  let rows: string[] = []
  let peers: string[] = []
  const flush = async () => {
    if (rows.length === 0) return
    await connection.query(`INSERT INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on,
      departs_at, arrives_at, sales_close_at, layout_id, fare_set_id, distance_km, published_at) VALUES ${rows.join(',')}`)
    await connection.query(`INSERT INTO peer VALUES ${peers.join(',')}`)
    rows = []
    peers = []
  }
  for (const flight of flights) {
    const set = setOf(flight.allFares)
    if (!sets.has(set)) sets.set(set, flight.allFares)
    rows.push(flightRow(flight, set))
    const economy = flight.fares.find((f) => f.cabin === 'ECONOMY')?.priceMinor ?? 0
    const [from, to] = [numberOf(flight.origin), numberOf(flight.destination)]
    peers.push(
      `(${[legs.push(legOf(flight, economy)) - 1, from, to, minutes(flight.departs), minutes(flight.arrives), economy]})`,
    )
    if (rows.length === ROWS) await flush()
  }
  await flush()
  await writeFares(connection, sets)
  return { flights: legs.length, legs: (number) => legs[number] as Leg, airports }
}

const legOf = (flight: BenchFlight, priceMinor: number): Leg => ({
  id: flight.id,
  airlineCode: flight.airline,
  origin: flight.origin,
  destination: flight.destination,
  departsAt: new Date(flight.departs),
  arrivesAt: new Date(flight.arrives),
  currency: flight.fares[0]?.currency ?? '',
  priceMinor,
})

/** Fares never change, so that flights whose fares are the same share a set. */
function setOf(fares: readonly Fare[]): string {
  const hex = createHash('sha256').update(JSON.stringify(fares)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const NO_LAYOUT = '00000000-0000-4000-8000-000000000000'

function flightRow(flight: BenchFlight, set: string): string {
  const at = (ms: number) => `'${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}'`
  const texts = [flight.id, flight.airline, flight.number, flight.origin, flight.destination]
  const local = [`${flight.date}T${flight.departureTime}`, flight.date]
  return `(${[...texts, ...local].map((text) => `'${text}'`)},${at(flight.departs)},${at(flight.arrives)},${at(
    flight.salesClose,
  )},'${NO_LAYOUT}','${set}',${flight.distanceKm},UTC_TIMESTAMP(3))`
}

async function writeFares(connection: Connection, sets: ReadonlyMap<string, Fare[]>): Promise<void> {
  const rows = [...sets].flatMap(([set, fares]) =>
    fares.map(
      (f) =>
        `('${set}','${f.cabin}','${f.currency}',${f.baseMinor},${f.taxesMinor},${f.refundable},${f.cancelFeeMinor},${f.changeFeeMinor},'[]')`,
    ),
  )
  for (let n = 0; n < rows.length; n += ROWS) {
    await connection.query(`INSERT INTO fare (fare_set_id, cabin, currency, base_minor, taxes_minor, refundable,
      cancel_fee_minor, change_fee_minor, surcharges) VALUES ${rows.slice(n, n + ROWS).join(',')}`)
  }
}
