import { afterAll, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { type BookingId, type FlightId, newId } from '#lib/ids.ts'
import type { SkyEvent, SkyEventData } from '#schema/events.ts'
import { fare, flightPublished, flightSnapshot } from '../../../tests/support/flights.ts'
import { newViewer, type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { until } from '../../../tests/support/wait.ts'
import { availableActions } from '../bookings/actions.ts'
import { quoteCancellation } from '../bookings/cancel-booking.ts'
import { createBooking } from '../bookings/create-booking.ts'
import { loadActionFacts } from '../bookings/load-action-facts.ts'
import { loadBooking, loadSegments } from '../bookings/store.ts'
import { priceMinor } from '../holds/hold.ts'
import { holdSeats } from '../holds/hold-seats.ts'
import { releaseHold } from '../holds/release-hold.ts'
import { payBooking } from '../payments/pay-booking.ts'
import { loadPayments, loadRefunds } from '../payments/store.ts'
import { startPaymentWorker } from '../payments/worker.ts'
import { cancelFlightBookings } from './cancel-flight-bookings.ts'
import { takeFlightEvents } from './take-flight-events.ts'
import { tellAvailability } from './tell-availability.ts'

let world: PaymentWorld
beforeAll(async () => {
  world = await paymentWorld()
})
afterAll(() => world.stop())

let revisions = 0
const told = (flightId: string, change: Partial<SkyEventData<'flight.status-changed.v1'>>): SkyEvent => {
  const { airlineName, number, origin, destination, departsAt, arrivesAt } = flightSnapshot()
  const data = {
    flightId,
    revision: ++revisions,
    airlineName,
    number,
    origin,
    destination,
    departsAt,
    arrivesAt,
    previous: { status: 'SCHEDULED' as const, estimatedDeparture: null, gate: null, terminal: null },
    status: 'DELAYED' as const,
    estimatedDeparture: null,
    estimatedArrival: null,
    gate: null,
    terminal: null,
    reason: null,
    ...change,
  }
  return {
    ...flightPublished(flightSnapshot()),
    id: newId(),
    type: 'flight.status-changed.v1',
    subject: flightId,
    data,
  }
}
const tell = (flightId: string, change: Partial<SkyEventData<'flight.status-changed.v1'>>) =>
  takeFlightEvents(world.deps.db, [told(flightId, change)])
const eventsOf = async (id: string) => {
  const found = await world.deps.db.client.$queryRaw<Array<{ event: string }>>`
    SELECT event FROM outbox WHERE event_key = ${id} ORDER BY seq`
  return found.map(({ event }) => JSON.parse(event) as SkyEvent)
}
const paid = async (options: Parameters<PaymentWorld['newBooking']>[0] = {}) => {
  const made = await world.newBooking(options)
  const outcome = await payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_ok'))
  if (!outcome.ok) throw new Error(`Not paid: ${outcome.code}`)
  return { ...made, booking: await world.reload(made.booking) }
}

test('a cancelled flight ends with every booking on it cancelled, refunded in full and told', async () => {
  const first = await paid()
  const { flightId } = first
  const others = [await paid({ flightId, seats: ['6A'] }), await paid({ flightId, seats: ['6B', '6C'] })]
  const waiting = await world.newBooking({ flightId, seats: ['7A'] })
  const elsewhere = await paid()
  await tell(flightId, { status: 'CANCELLED', reason: 'No crew' })
  while ((await cancelFlightBookings(world.deps.db, world.deps.log)) > 0);
  for (const { booking } of [first, ...others]) {
    expect(await world.reload(booking)).toMatchObject({ status: 'CANCELLED', totalMinor: 0 })
    const refunds = (await loadRefunds(world.deps.db.client, [booking.id])).get(booking.id) ?? []
    expect(refunds.reduce((sum, r) => sum + r.amountMinor, 0)).toBe(booking.totalMinor)
    const last = (await eventsOf(booking.id)).filter((e) => e.type === 'booking.cancelled.v1')
    expect(last.map((e) => e.data)).toMatchObject([
      { reason: 'No crew', refund: { amountMinor: booking.totalMinor }, fee: { amountMinor: 0 } },
    ])
  }
  expect((await world.reload(waiting.booking)).status).toBe('CANCELLED')
  expect((await world.reload(elsewhere.booking)).status).toBe('CONFIRMED')
  const worker = startPaymentWorker(world.deps)
  await until(async () => {
    const { refunds } = await world.ledger()
    const ids = [first, ...others].map((o) => o.booking.totalMinor)
    return refunds.filter((r) => ids.includes(r.amountMinor)).length >= 3
  })
  await worker.stop()
})

test('who has flown there gets back what the way back cost, each leg at what was paid for it', async () => {
  const { db } = world.deps
  const [out, back] = [flightSnapshot({ fares: [fare()] }), flightSnapshot({ fares: [fare({ baseMinor: 1234_00 })] })]
  await takeFlightEvents(db, [flightPublished(out), flightPublished(back)])
  const viewer = newViewer()
  const seats = [out, back].map(({ flightId }) => ({ flightId: flightId as FlightId, seat: '5A' }))
  const hold = await holdSeats(world.deps, viewer, { seats, replaces: null, idempotencyKey: newId() })
  if (!hold.ok) throw new Error(hold.code)
  const passengers = [{ givenName: 'Asha', familyName: 'Rao', bornOn: '1990-02-03', seats }]
  const none = { contactEmail: null, discountCode: null }
  const made = await createBooking(world.deps, viewer, {
    holdId: hold.id,
    passengers,
    ...none,
    idempotencyKey: newId(),
  })
  if (!made.ok) throw new Error(made.code)
  const booking = (await loadBooking(db.client, made.id as BookingId)) ?? expect.fail()
  await payBooking(world.deps, viewer, payInput(booking, 'tok_ok'))
  const segments = await loadSegments(db.client, [booking.id])
  const cost = (flightId: string) => priceMinor(segments.find((s) => s.flightId === flightId) ?? expect.fail())
  expect(cost(out.flightId) + cost(back.flightId)).toBe(booking.totalMinor)
  await db.client.$executeRaw`
    UPDATE flight SET departs_at = UTC_TIMESTAMP(3) - INTERVAL 5 HOUR, status = 'ARRIVED' WHERE id = ${out.flightId}`
  await tell(back.flightId, { status: 'CANCELLED', reason: 'No crew' })
  while ((await cancelFlightBookings(db, world.deps.log)) > 0);
  expect(await world.reload(booking)).toMatchObject({ status: 'CANCELLED', totalMinor: cost(out.flightId) })
  const refunds = (await loadRefunds(db.client, [booking.id])).get(booking.id) ?? []
  expect(refunds.map((r) => r.amountMinor)).toEqual([cost(back.flightId)])
})

test('an older word of flight does not call a cancelled flight back', async () => {
  const { booking, flightId } = await paid()
  await tell(flightId, { status: 'CANCELLED' })
  const late = { ...told(flightId, { status: 'DELAYED' }) }
  ;(late.data as { revision: number }).revision = 0
  await takeFlightEvents(world.deps.db, [late])
  while ((await cancelFlightBookings(world.deps.db, world.deps.log)) > 0);
  expect((await world.reload(booking)).status).toBe('CANCELLED')
})

test('nobody holds, books or pays for a flight that does not take place', async () => {
  const { booking, viewer, flightId } = await world.newBooking()
  const refs = [{ flightId, seat: '8A' }]
  const hold = await holdSeats(world.deps, viewer, { seats: refs, replaces: null, idempotencyKey: newId() })
  if (!hold.ok) throw new Error(hold.code)
  await tell(flightId, { status: 'CANCELLED' })
  const anew = { seats: [{ flightId, seat: '8B' }], replaces: null, idempotencyKey: newId<string>() }
  expect(await holdSeats(world.deps, newViewer(), anew)).toMatchObject({ code: 'WRONG_STATE', state: 'SALES_CLOSED' })
  const passengers = [{ givenName: 'A', familyName: 'Rao', bornOn: '1990-02-03', seats: refs }]
  const details = {
    holdId: hold.id as never,
    passengers,
    contactEmail: null,
    discountCode: null,
    idempotencyKey: newId<string>(),
  }
  expect(await createBooking(world.deps, viewer, details)).toMatchObject({ code: 'WRONG_STATE', state: 'SALES_CLOSED' })
  // Money that comes before the booking is cancelled goes back.
  await payBooking(world.deps, viewer, payInput(booking, 'tok_ok'))
  expect((await world.reload(booking)).status).not.toBe('CONFIRMED')
  const { client } = world.deps.db
  const payments = (await loadPayments(client, [booking.id])).get(booking.id) ?? []
  const refunds = (await loadRefunds(client, [booking.id])).get(booking.id) ?? []
  expect(payments.map((p) => `${p.status} ${p.amountMinor}`)).toEqual([`CAPTURED ${booking.totalMinor}`])
  expect(refunds.map((r) => r.amountMinor)).toEqual([booking.totalMinor])
})

test('new fares are for new holds: a held price stays for the life of the hold', async () => {
  const { db } = world.deps
  const snapshot = flightSnapshot({ fares: [fare({ baseMinor: 4000_00 })] })
  const flightId = snapshot.flightId as FlightId
  await takeFlightEvents(db, [flightPublished(snapshot)])
  const hold = async (viewer: ReturnType<typeof newViewer>, seat: string) => {
    const input = { seats: [{ flightId, seat }], replaces: null, idempotencyKey: newId<string>() }
    const made = await holdSeats(world.deps, viewer, input)
    if (!made.ok) throw new Error(made.code)
    return made.id
  }
  const totalOf = async (viewer: ReturnType<typeof newViewer>, holdId: string, seat: string) => {
    const passengers = [{ givenName: 'Asha', familyName: 'Rao', bornOn: '1990-02-03', seats: [{ flightId, seat }] }]
    const none = { contactEmail: null, discountCode: null }
    const made = await createBooking(world.deps, viewer, { holdId, passengers, ...none, idempotencyKey: newId() })
    if (!made.ok) throw new Error(made.code)
    return ((await loadBooking(db.client, made.id as BookingId)) ?? expect.fail()).totalMinor
  }
  const [early, late] = [newViewer(), newViewer()]
  const first = await hold(early, '6A')
  const dearer = { ...snapshot, revision: snapshot.revision + 1, fares: [fare({ baseMinor: 9000_00 })] }
  const previous = { departsAt: snapshot.departsAt, arrivesAt: snapshot.arrivesAt }
  const changed: SkyEvent = { ...flightPublished(dearer), type: 'flight.changed.v1', data: { ...dearer, previous } }
  await takeFlightEvents(db, [changed])
  const second = await hold(late, '7A')
  const [before, after] = [await totalOf(early, first, '6A'), await totalOf(late, second, '7A')]
  expect(after - before).toBe(5000_00)
})

test('a departure that is taken back puts the flight on sale again', async () => {
  const { booking, flightId } = await paid()
  const want = (seat: string) => {
    const input = { seats: [{ flightId, seat }], replaces: null, idempotencyKey: newId<string>() }
    return holdSeats(world.deps, newViewer(), input)
  }
  await tell(flightId, { status: 'DEPARTED' })
  expect(await want('8A')).toMatchObject({ code: 'WRONG_STATE', state: 'SALES_CLOSED' })
  await tell(flightId, { status: 'SCHEDULED' })
  expect(await want('8A')).toMatchObject({ ok: true })
  expect(await world.reload(booking)).toEqual(booking)
})

test('from two hours on a delay makes cancelling free, and what is late can be cancelled until it leaves', async () => {
  const { booking, flightId } = await paid()
  const { client } = world.deps.db
  const quote = async () => quoteCancellation(client, booking, await dbNow(client))
  const { departsAt } = (await loadActionFacts(client, booking, new Date())).facts
  const late = (minutes: number) => new Date(departsAt.getTime() + minutes * 60_000)
  const usual = await quote()
  expect(usual?.feeMinor).toBeGreaterThan(0)
  await tell(flightId, { estimatedDeparture: late(119).toISOString() })
  expect(await quote()).toMatchObject({ feeMinor: usual?.feeMinor, validUntil: late(119) })
  await tell(flightId, { estimatedDeparture: late(120).toISOString() })
  expect(await quote()).toMatchObject({ feeMinor: 0, refundMinor: booking.totalMinor, validUntil: late(120) })
  const { facts } = await loadActionFacts(client, booking, late(60))
  expect(availableActions(booking, facts)).toContain('CANCEL')
  await tell(flightId, { status: 'SCHEDULED' })
  expect(await quote()).toEqual(usual)
})

test('flight is told when the first seat goes and the last, and when they come back, once each', async () => {
  const cabins = [
    {
      ...flightSnapshot().cabins[0],
      firstRow: 1,
      lastRow: 1,
      columns: ['A', 'B'],
      aisleAfter: ['A'],
      without: [],
      features: [],
    },
  ]
  const snapshot = flightSnapshot({
    cabins: cabins as never,
    fares: [fare({ cabin: (cabins[0] as { cabin: 'BUSINESS' }).cabin })],
  })
  const flightId = snapshot.flightId as FlightId
  await takeFlightEvents(world.deps.db, [flightPublished(snapshot)])
  const cabin = snapshot.cabins[0]?.cabin
  const viewer = newViewer()
  const hold = async (seat: string) => {
    const outcome = await holdSeats(world.deps, viewer, {
      seats: [{ flightId, seat }],
      replaces: null,
      idempotencyKey: newId(),
    })
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.id
  }
  const tellAll = async () => {
    const seats = (await eventsOf(flightId)).filter((e) => e.type === 'seats.changed.v1')
    await tellAvailability(world.deps.db, seats)
    await tellAvailability(world.deps.db, seats)
    return (await eventsOf(flightId)).flatMap((e) =>
      e.type === 'availability.changed.v1' ? [`${e.data.sold} ${e.data.soldOut.join()}`] : [],
    )
  }
  expect(await tellAll()).toEqual([])
  await hold('1A')
  expect(await tellAll()).toEqual(['true '])
  const second = await hold('1B')
  expect(await tellAll()).toEqual(['true ', `true ${cabin}`])
  await releaseHold(world.deps, viewer, second)
  expect(await tellAll()).toEqual(['true ', `true ${cabin}`, 'true '])
})
