import { type FlightId, newId } from '#lib/ids.ts'
import type { FlightSnapshot, SkyEvent } from '#schema/events.ts'
import type { SaleFlight } from '../../subgraphs/booking/flights/flight.ts'
import type { Cabin } from '../../subgraphs/booking/seats/layout.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A cabin of a narrow-body: three and three, an aisle between. */
export const economy = (overrides: Partial<Cabin> = {}): Cabin => ({
  cabin: 'ECONOMY',
  firstRow: 4,
  lastRow: 9,
  columns: ['A', 'B', 'C', 'D', 'E', 'F'],
  aisleAfter: ['C'],
  without: [],
  features: [{ seat: '4A', features: ['EXTRA_LEGROOM', 'BULKHEAD'] }],
  ...overrides,
})

export const business = (overrides: Partial<Cabin> = {}): Cabin => ({
  cabin: 'BUSINESS',
  firstRow: 1,
  lastRow: 2,
  columns: ['A', 'C', 'D', 'F'],
  aisleAfter: ['C'],
  without: ['1A'],
  features: [],
  ...overrides,
})

type Fare = FlightSnapshot['fares'][number]

export const fare = (overrides: Partial<Fare> = {}): Fare => ({
  cabin: 'ECONOMY',
  currency: 'INR',
  baseMinor: 4500_00,
  taxesMinor: 750_50,
  refundable: true,
  cancelFeeMinor: 1000_00,
  changeFeeMinor: 500_00,
  surcharges: [
    { position: 'WINDOW', amountMinor: 200_00 },
    { feature: 'EXTRA_LEGROOM', amountMinor: 900_00 },
  ],
  ...overrides,
})

/** A flight that leaves in a month, as the flight subgraph tells of it. */
export function flightSnapshot(overrides: Partial<FlightSnapshot> = {}): FlightSnapshot {
  const departsAt = Date.now() + 30 * DAY_MS
  return {
    flightId: newId(),
    revision: 0,
    airlineCode: 'SK',
    airlineName: 'Sky Test',
    number: 'SK101',
    origin: { airportCode: 'DEL', cityName: 'Delhi', timeZone: 'Asia/Kolkata' },
    destination: { airportCode: 'BOM', cityName: 'Mumbai', timeZone: 'Asia/Kolkata' },
    departsAt: new Date(departsAt).toISOString(),
    arrivesAt: new Date(departsAt + 130 * MINUTE_MS).toISOString(),
    salesCloseAt: new Date(departsAt - 60 * MINUTE_MS).toISOString(),
    layoutId: newId(),
    layoutVersion: 1,
    cabins: [business(), economy()],
    fares: [fare(), fare({ cabin: 'BUSINESS', baseMinor: 22_000_00, refundable: false, surcharges: [] })],
    ...overrides,
  }
}

export const flightPublished = (data: FlightSnapshot): SkyEvent => ({
  specversion: '1.0',
  id: newId(),
  source: '/skygraph/flight',
  type: 'flight.published.v1',
  subject: data.flightId,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  data,
})

/** The flight as booking keeps it. */
export function saleFlight(snapshot: FlightSnapshot): SaleFlight {
  const { flightId, departsAt, arrivesAt, salesCloseAt, ...rest } = snapshot
  return {
    ...rest,
    id: flightId as FlightId,
    departsAt: new Date(departsAt),
    arrivesAt: new Date(arrivesAt),
    salesCloseAt: new Date(salesCloseAt),
    status: 'SCHEDULED',
    estimatedDeparture: null,
    changeRevision: snapshot.revision,
  }
}
