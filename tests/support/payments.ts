import { createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { pino } from 'pino'
import type { Viewer } from '#lib/identity.ts'
import { type BookingId, type FlightId, newId } from '#lib/ids.ts'
import { formatAmount } from '#lib/money.ts'
import { startPaymentSandbox } from '../../sandbox/payment-provider/app.ts'
import type { Charge, Refund } from '../../sandbox/payment-provider/ledger.ts'
import { freePort } from '../../scripts/services/ports.ts'
import type { BookingRow } from '../../subgraphs/booking/bookings/booking.ts'
import { createBooking } from '../../subgraphs/booking/bookings/create-booking.ts'
import { loadBooking } from '../../subgraphs/booking/bookings/store.ts'
import { openBookingDb } from '../../subgraphs/booking/database.ts'
import type { BookingDeps } from '../../subgraphs/booking/deps.ts'
import { documentRoutes } from '../../subgraphs/booking/documents/routes.ts'
import { putOnSale } from '../../subgraphs/booking/flights/put-on-sale.ts'
import { holdSeats } from '../../subgraphs/booking/holds/hold-seats.ts'
import type { PayBookingInput } from '../../subgraphs/booking/payments/pay-booking.ts'
import { createSandboxProvider } from '../../subgraphs/booking/payments/sandbox-provider.ts'
import { webhookRoute } from '../../subgraphs/booking/payments/webhook-route.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { fare, flightPublished, flightSnapshot } from './flights.ts'

export interface NewBooking {
  booking: BookingRow
  viewer: Viewer
  flightId: FlightId
  seats: string[]
}

interface BookingOptions {
  currency?: string
  discountCode?: string
  seats?: string[]
  surcharges?: ReturnType<typeof fare>['surcharges']
  /** Of a booking made before, to be on the same flight */
  flightId?: FlightId
}

export interface PaymentWorld {
  deps: BookingDeps
  database: TestDatabase
  /** Where webhooks and documents are served */
  merchantUrl: string
  providerUrl: string
  webhookSecret: string
  /** A booking that waits for payment: by default two passengers, INR, on a flight of its own where seats cost nothing */
  newBooking(options?: BookingOptions): Promise<NewBooking>
  /** What the provider has, of all bookings */
  ledger(): Promise<{ charges: Charge[]; refunds: Refund[] }>
  reload(booking: BookingRow): Promise<BookingRow>
  stop(): Promise<void>
}

export const newViewer = (): Viewer => ({
  id: newId(),
  role: 'CUSTOMER',
  email: `${newId()}@example.test`,
  sessionId: newId(),
})

/** The booking database, the payment sandbox and the routes it calls back, all real, wired as the processes wire them. */
export async function paymentWorld(): Promise<PaymentWorld> {
  const database = await testDatabase('booking')
  const db = openBookingDb(database.url)
  const dataFolder = await mkdtemp(join(tmpdir(), 'skygraph-payments-'))
  const webhookSecret = randomBytes(24).toString('hex')
  const log = pino({ level: 'fatal' })
  const port = await freePort()
  const deps: BookingDeps = {
    db,
    log,
    provider: createSandboxProvider({ url: `http://127.0.0.1:${port}`, secret: webhookSecret }),
    linkSecret: randomBytes(24).toString('hex'),
    publicUrl: 'http://public.test',
    holdTtlMs: 600_000,
    paymentTtlMs: 1_800_000,
  }
  const merchant = fastify({ forceCloseConnections: true })
  webhookRoute(merchant, deps)
  documentRoutes(merchant, deps)
  const merchantUrl = await merchant.listen({ host: '127.0.0.1', port: 0 })
  const webhookUrl = `${merchantUrl}/webhooks/payments`
  const sandbox = await startPaymentSandbox({ port, dataFolder, secret: webhookSecret, webhookUrl, log })
  const apiKey = createHmac('sha256', webhookSecret).update('payment provider API key').digest('base64url')

  return {
    deps,
    database,
    merchantUrl,
    providerUrl: sandbox.url,
    webhookSecret,
    newBooking: (options = {}) => book(deps, options),
    async ledger() {
      const response = await fetch(`${sandbox.url}/ledger`, { headers: { authorization: `Bearer ${apiKey}` } })
      return (await response.json()) as { charges: Charge[]; refunds: Refund[] }
    },
    async reload({ id }) {
      const found = await loadBooking(db.client, id)
      if (!found) throw new Error('The booking is gone.')
      return found
    },
    async stop() {
      await sandbox.stop()
      await merchant.close()
      await db.close()
      await rm(dataFolder, { recursive: true })
      await database.drop()
    },
  }
}

async function book(
  deps: BookingDeps,
  { currency = 'INR', discountCode, seats = ['5A', '5B'], surcharges = [], flightId: known }: BookingOptions,
): Promise<NewBooking> {
  const flight = flightSnapshot({ fares: [fare({ currency, surcharges })] })
  const flightId = known ?? (flight.flightId as FlightId)
  if (!known) await putOnSale(deps.db, [flightPublished(flight)])
  const viewer = newViewer()
  const refs = seats.map((seat) => ({ flightId, seat }))
  const hold = await holdSeats(deps, viewer, { seats: refs, replaces: null, idempotencyKey: newId() })
  if (!hold.ok) throw new Error(`No hold: ${hold.code}`)
  const made = await createBooking(deps, viewer, {
    holdId: hold.id,
    passengers: refs.map((seat, n) => ({
      givenName: `Asha${n}`,
      familyName: 'Rao',
      bornOn: '1990-02-03',
      seats: [seat],
    })),
    contactEmail: null,
    discountCode: discountCode ?? null,
    idempotencyKey: newId(),
  })
  if (!made.ok) throw new Error(`No booking: ${made.code}`)
  const booking = await loadBooking(deps.db.client, made.id as BookingId)
  if (!booking) throw new Error('The booking is gone.')
  return { booking, viewer, flightId, seats }
}

/** What a client sends to pay a booking as it stands. */
export const payInput = (
  booking: BookingRow,
  paymentToken: string,
  overrides: Partial<PayBookingInput> = {},
): PayBookingInput => ({
  bookingId: booking.id,
  paymentToken,
  expectedTotal: formatAmount({ amountMinor: booking.totalMinor, currency: booking.currency }),
  returnUrl: null,
  idempotencyKey: newId(),
  ...overrides,
})
