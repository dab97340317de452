import { shiftClock } from '#lib/clock.ts'
import type { Viewer } from '#lib/identity.ts'
import { type BookingId, type FlightId, type HoldId, newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import type { FlightSnapshot, SkyEvent } from '#schema/events.ts'
import { type CreateBookingInput, createBooking } from '../../subgraphs/booking/bookings/create-booking.ts'
import { type BookingDb, openBookingDb } from '../../subgraphs/booking/database.ts'
import type { BookingDeps } from '../../subgraphs/booking/deps.ts'
import { putOnSale } from '../../subgraphs/booking/flights/put-on-sale.ts'
import { type HoldSeatsInput, holdSeats } from '../../subgraphs/booking/holds/hold-seats.ts'
import { loadHoldSeats } from '../../subgraphs/booking/holds/store.ts'
import type { PaymentProvider } from '../../subgraphs/booking/payments/payment-provider.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { flightPublished, flightSnapshot } from './flights.ts'

export const MINUTE_MS = 60_000
export const HOLD_TTL_MS = 10 * MINUTE_MS
export const PAYMENT_TTL_MS = 30 * MINUTE_MS

const notAsked = () => Promise.reject(new Error('This test moves no money.'))
const provider: PaymentProvider = {
  name: 'none',
  publicKey: null,
  testTokens: [],
  charge: notAsked,
  fetchCharge: notAsked,
  refund: notAsked,
  verifyWebhook: () => undefined,
}

export function depsOn(db: BookingDb): BookingDeps {
  return {
    db,
    log: createLog('booking-test').child({}, { level: 'silent' }),
    provider,
    linkSecret: 'l'.repeat(32),
    publicUrl: 'http://skygraph.test',
    holdTtlMs: HOLD_TTL_MS,
    paymentTtlMs: PAYMENT_TTL_MS,
  }
}

/** The same, as of another process: what is asked through it is not put together with what others ask. */
export const apart = (deps: BookingDeps): BookingDeps => ({ ...deps, db: { ...deps.db } })

/** A customer nobody has seen before. */
export function newViewer(overrides: Partial<Viewer> = {}): Viewer {
  const id = newId<Viewer['id']>()
  return { id, role: 'CUSTOMER', email: `${id}@example.test`, sessionId: newId(), ...overrides }
}

export type BookingFixture = Awaited<ReturnType<typeof bookingFixture>>

/** Booking's slices on a database of their own, on which flights can be put on sale, seats held and booked. */
export async function bookingFixture() {
  const database: TestDatabase = await testDatabase('booking')
  const db = openBookingDb(database.url)
  const deps = depsOn(db)
  let shiftedMs = 0

  const hold = (viewer: Viewer, flightId: FlightId, seats: string[], more: Partial<HoldSeatsInput> = {}) =>
    holdSeats(deps, viewer, {
      seats: seats.map((seat) => ({ flightId, seat })),
      replaces: null,
      idempotencyKey: newId(),
      ...more,
    })

  /** One passenger a seat of the hold. */
  const book = async (viewer: Viewer, holdId: HoldId, more: Partial<CreateBookingInput> = {}) => {
    const seats = await loadHoldSeats(db.client, [holdId])
    return createBooking(deps, viewer, {
      holdId,
      passengers: seats.map(({ flightId, seat }, n) => ({
        givenName: `P${n}`,
        familyName: 'Rao',
        bornOn: '1990-02-03',
        seats: [{ flightId, seat }],
      })),
      contactEmail: null,
      discountCode: null,
      idempotencyKey: newId(),
      ...more,
    })
  }

  return {
    db,
    deps,
    database,
    hold,
    book,
    /** Puts a flight on sale as flight's event does. */
    async sell(overrides: Partial<FlightSnapshot> = {}): Promise<FlightId> {
      const snapshot = flightSnapshot(overrides)
      await putOnSale(db, [flightPublished(snapshot)])
      return snapshot.flightId as FlightId
    },
    /** A hold that must succeed. */
    async held(...given: Parameters<typeof hold>): Promise<HoldId> {
      const outcome = await hold(...given)
      if (!outcome.ok) throw new Error(`not held: ${outcome.code}`)
      return outcome.id as HoldId
    },
    /** A booking that must succeed. */
    async booked(...given: Parameters<typeof book>): Promise<BookingId> {
      const outcome = await book(...given)
      if (!outcome.ok) throw new Error(`not booked: ${JSON.stringify(outcome)}`)
      return outcome.id as BookingId
    },
    /** Moves this process's clock on. */
    advance(ms: number) {
      shiftedMs += ms
      shiftClock(shiftedMs)
    },
    /** All events written so far, in order. */
    async events(): Promise<SkyEvent[]> {
      const found = await db.client.$queryRaw<Array<{ event: string }>>`SELECT event FROM outbox ORDER BY seq`
      return found.map(({ event }) => JSON.parse(event) as SkyEvent)
    },
    async close() {
      shiftClock(0)
      await db.close()
      await database.drop()
    },
  }
}
