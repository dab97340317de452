import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Viewer } from '#lib/identity.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import { saveDiscount } from '../../subgraphs/booking/discounts/store.ts'
import { putOnSale } from '../../subgraphs/booking/flights/put-on-sale.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { flightPublished, flightSnapshot } from '../support/flights.ts'
import { newViewer } from '../support/payments.ts'
import type { TestProcess } from '../support/process.ts'
import { type PaymentProcesses, paymentProcesses, type TwoProcesses } from './payment-processes.ts'

const LIMIT = 3
const RACERS = 8
const WITHOUT_LOCKS = { NODE_OPTIONS: `--import=${new URL('./payment-without-locks.ts', import.meta.url).href}` }

let system: PaymentProcesses
beforeAll(async () => {
  system = await paymentProcesses()
})
afterEach(() => system.endAll())
afterAll(() => system.stop())

interface Racer {
  viewer: Viewer
  holdId: string
  seat: { flightId: FlightId; seat: string }
}

const HOLD = 'mutation ($i: HoldSeatsInput!) { holdSeats(input: $i) { ... on Hold { id } } }'

/** Each holds a seat at the process it will race at, which so has its connections by then. */
async function newRacers(two: TwoProcesses): Promise<Racer[]> {
  const flight = flightSnapshot()
  await putOnSale(system.world.deps.db, [flightPublished(flight)])
  const hold = async (n: number): Promise<Racer> => {
    const viewer = newViewer()
    const seat = { flightId: flight.flightId as FlightId, seat: `${5 + (n % 4)}${n < 4 ? 'B' : 'C'}` }
    const input = { seats: [seat], idempotencyKey: newId() }
    const { id } = await system.ask<{ id: string }>(two[n % 2] as TestProcess, viewer, { query: HOLD, input })
    return { viewer, holdId: id, seat }
  }
  return Promise.all(Array.from({ length: RACERS }, (_, n) => hold(n)))
}

const BOOK = 'mutation ($i: CreateBookingInput!) { createBooking(input: $i) { __typename } }'

/** Everybody wants the discount at once, half at each process, and stands before its row until all are there. */
async function redeem(two: TwoProcesses) {
  const { world } = system
  const code = newId().replaceAll('-', '').toUpperCase()
  await world.deps.db.transaction((tx) =>
    saveDiscount(tx, {
      code,
      percentOff: 10,
      amountOffMinor: null,
      currency: null,
      validFrom: new Date('2020-01-01'),
      validTo: new Date('2200-01-01'),
      maxRedemptions: LIMIT,
      redemptions: 0,
    }),
  )
  const racers = await newRacers(two)
  const book = ({ viewer, holdId, seat }: Racer, n: number) => {
    const passengers = [{ givenName: 'Ana', familyName: 'Rao', bornOn: '1990-02-03', seats: [seat] }]
    const input = { holdId, passengers, discountCode: code, idempotencyKey: newId() }
    return system.ask<{ __typename: string }>(two[n % 2] as TestProcess, viewer, { query: BOOK, input })
  }
  const lock = 'SELECT * FROM discount WHERE code = ? FOR UPDATE'
  const barrier = { adminUrl: world.database.adminUrl, lock, values: [code], waiting: RACERS }
  const results = await race(barrier, () => racers.map(book))
  expect(reasons(results)).toEqual([])
  const types = values(results).map((a) => a.__typename)
  const discount = await world.deps.db.client.discount.findUniqueOrThrow({ where: { code } })
  return {
    redemptions: discount.redemptions,
    booked: types.filter((t) => t === 'Booking').length,
    refused: types.filter((t) => t === 'DiscountInvalid').length,
  }
}

// saleor #544 and #15855: voucher used past its limit.
test('of eight who race at two processes for a discount with three uses three get it', async () => {
  expect(await redeem(await system.startTwo())).toEqual({ redemptions: LIMIT, booked: LIMIT, refused: RACERS - LIMIT })
})

test('NEGATIVE CONTROL: two processes without lock and guard let the same race go past the limit', async () => {
  expect((await redeem(await system.startTwo(WITHOUT_LOCKS))).booked).toBeGreaterThan(LIMIT)
})
