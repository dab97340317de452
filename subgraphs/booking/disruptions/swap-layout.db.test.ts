import { afterAll, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { type BookingId, type FlightId, newId } from '#lib/ids.ts'
import type { FlightSnapshot, SkyEvent } from '#schema/events.ts'
import {
  type BookingFixture,
  bookingFixture,
  MINUTE_MS,
  newViewer,
  PAYMENT_TTL_MS,
} from '../../../tests/support/booking.ts'
import { brokenInvariants, foldMap, freshMap } from '../../../tests/support/booking-invariants.ts'
import { economy, fare, flightPublished, flightSnapshot } from '../../../tests/support/flights.ts'
import { payInput } from '../../../tests/support/payments.ts'
import type { BookingRow } from '../bookings/booking.ts'
import { quoteCancellation } from '../bookings/cancel-booking.ts'
import { changeSeat } from '../bookings/change-seat.ts'
import { confirmBooking } from '../bookings/confirm-booking.ts'
import { loadBooking, loadSegments, lockBooking } from '../bookings/store.ts'
import { expireHolds } from '../holds/expire-holds.ts'
import { loadHold, loadHoldSeats, lockHolds } from '../holds/store.ts'
import { payBooking } from '../payments/pay-booking.ts'
import { blockSeats } from '../seats/block-seats.ts'
import { wholeMap } from '../seats/watch-seat-map.ts'
import { findLiveBookings, lockBookings, lockFlightSeats } from './store.ts'
import { ClaimsChanged, checkComplete } from './swap-layout.ts'
import { swapPreview } from './swap-preview.ts'
import { takeFlightEvents } from './take-flight-events.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(async () => {
  expect(await brokenInvariants(booking.db, await dbNow(booking.db.client))).toEqual({})
  await booking.close()
})

const large = [economy({ firstRow: 4, lastRow: 9, features: [] })]
const small = [economy({ firstRow: 4, lastRow: 5, columns: ['A', 'B', 'C', 'D'], aisleAfter: ['B'], features: [] })]

async function onSale(): Promise<FlightSnapshot> {
  const snapshot = flightSnapshot({ cabins: large, fares: [fare()] })
  await takeFlightEvents(booking.db, [flightPublished(snapshot)])
  return snapshot
}
const layoutId = newId<string>()
let revisions = 0
const changed = (snapshot: FlightSnapshot, cabins = small, id = layoutId): SkyEvent => ({
  ...flightPublished(snapshot),
  type: 'flight.changed.v1',
  data: {
    ...snapshot,
    revision: ++revisions,
    layoutId: id,
    layoutVersion: 1,
    cabins,
    previous: { departsAt: snapshot.departsAt, arrivesAt: snapshot.arrivesAt },
  },
})
const sold = async (flightId: string, seats: string[]): Promise<BookingId> => {
  const id = await unpaid(flightId, seats)
  await booking.db.transaction(async (tx) =>
    confirmBooking(tx, (await lockBooking(tx, id)) as BookingRow, await dbNow(tx)),
  )
  return id
}
const unpaid = async (flightId: string, seats: string[]) => {
  const viewer = newViewer()
  return booking.booked(viewer, await booking.held(viewer, flightId as FlightId, seats))
}
const seatsOf = async (id: BookingId) => (await loadSegments(booking.db.client, [id])).map((s) => s.seat)
const mapOf = async (flightId: string) => {
  const map = await wholeMap(booking.db.client, flightId as FlightId)
  const claimed = map?.seats.filter((s) => s.status !== 'AVAILABLE').map((s) => `${s.number} ${s.status}`)
  return { layout: map?.layoutVersion, version: map?.version, seats: map?.seats.length, claimed: claimed?.sort() }
}

test('travellers keep their seats or sit near them, paid or not, and each booking that is touched is told', async () => {
  const flight = await onSale()
  const stays = await sold(flight.flightId, ['4A', '4B'])
  const moves = await sold(flight.flightId, ['8A', '8B'])
  const waits = await unpaid(flight.flightId, ['9A'])
  const first = await wholeMap(booking.db.client, flight.flightId as FlightId)
  if (!first) throw new Error('The flight is on sale.')
  await takeFlightEvents(booking.db, [changed(flight)])

  expect(await seatsOf(stays)).toEqual(['4A', '4B'])
  expect(await seatsOf(moves)).toEqual(['5A', '5B'])
  expect(await seatsOf(waits)).toEqual(['5D'])
  const hold = (await loadBooking(booking.db.client, waits))?.holdId
  expect((await loadHoldSeats(booking.db.client, hold ? [hold] : [])).map((s) => s.seat)).toEqual(['5D'])
  expect(await mapOf(flight.flightId)).toEqual({
    layout: 2,
    version: first.version + 1,
    seats: 8,
    claimed: ['4A BOOKED', '4B BOOKED', '5A BOOKED', '5B BOOKED', '5D HELD'],
  })
  const told = (await booking.events()).filter((e) => e.type === 'booking.reseated.v1')
  expect(told.map((e) => [e.subject, e.data.moves.map((m) => `${m.from}>${m.to}`)])).toEqual([
    [moves, ['8A>5A', '8B>5B']],
    [waits, ['9A>5D']],
  ])
  const now = await dbNow(booking.db.client)
  expect(foldMap(first, await booking.events(), now)).toEqual(
    await freshMap(booking.db, flight.flightId as FlightId, now),
  )
})

test('the same event again changes nothing', async () => {
  const flight = await onSale()
  await sold(flight.flightId, ['9F'])
  const event = changed(flight)
  await takeFlightEvents(booking.db, [event])
  const after = await mapOf(flight.flightId)
  await takeFlightEvents(booking.db, [event, event])
  expect(await mapOf(flight.flightId)).toEqual(after)
})

test('who is left without a seat may have all money back, or takes one that comes free', async () => {
  const flight = await onSale()
  const full = await sold(flight.flightId, ['4A', '4B', '4C', '4D', '5A', '5B', '5C', '5D'])
  const left = await sold(flight.flightId, ['9A'])
  await takeFlightEvents(booking.db, [changed(flight)])
  expect(await seatsOf(left)).toEqual([null])
  const row = (await loadBooking(booking.db.client, left)) as BookingRow
  const now = await dbNow(booking.db.client)
  expect(await quoteCancellation(booking.db.client, row, now)).toMatchObject({
    feeMinor: 0,
    refundMinor: row.totalMinor,
  })
  const [segment] = await loadSegments(booking.db.client, [left])
  const ask = (seat: string) =>
    changeSeat(
      booking.deps,
      { ...newViewer(), id: row.userId },
      {
        bookingId: left,
        passengerId: segment?.passengerId ?? '',
        flightId: flight.flightId,
        seat,
        idempotencyKey: newId(),
      },
    )
  expect(await ask('4A')).toMatchObject({ code: 'SEATS_UNAVAILABLE' })
  await takeFlightEvents(booking.db, [changed(flight, large, newId())])
  expect(await ask('9A')).toMatchObject({ ok: true })
  expect(await seatsOf(left)).toEqual(['9A'])
  expect((await seatsOf(full)).sort()).toEqual(['4A', '4B', '4C', '4D', '5A', '5B', '5C', '5D'])
})

test('a running hold whose seats are all drawn again goes on, one that loses a seat ends', async () => {
  const flight = await onSale()
  const goesOn = await booking.held(newViewer(), flight.flightId as FlightId, ['4A', '5B'])
  const other = await booking.sell()
  const seats = [
    { flightId: flight.flightId as FlightId, seat: '4C' },
    { flightId: flight.flightId as FlightId, seat: '9C' },
    { flightId: other, seat: '5A' },
  ]
  const ends = await booking.held(newViewer(), other, [], { seats })
  await blockSeats(booking.deps, newViewer({ role: 'OPERATOR' }), {
    flightId: flight.flightId as FlightId,
    seats: ['5D', '9F'],
    blocked: true,
    reason: 'broken',
    idempotencyKey: newId(),
  })
  await takeFlightEvents(booking.db, [changed(flight)])
  expect((await loadHold(booking.db.client, goesOn))?.status).toBe('ACTIVE')
  // Its other seats, on this flight or another, are the sweeper's.
  await expireHolds(booking.db)
  expect((await loadHold(booking.db.client, ends))?.status).toBe('EXPIRED')
  expect((await mapOf(flight.flightId)).claimed).toEqual(['4A HELD', '5B HELD', '5D BLOCKED'])
  expect((await mapOf(other)).claimed).toEqual([])
})

test('the preview says who keeps, who moves and who would have no seat, and changes nothing', async () => {
  const flight = await onSale()
  await sold(flight.flightId, ['4A', '4B', '4C', '4D', '5A', '5B', '5C'])
  await sold(flight.flightId, ['8A', '8B'])
  const drawn: SkyEvent = {
    ...flightPublished(flight),
    type: 'layout.drawn.v1',
    data: { layoutId: newId(), layoutVersion: 1, cabins: small },
  }
  await takeFlightEvents(booking.db, [drawn])
  const before = await mapOf(flight.flightId)
  const preview = (id: string) => swapPreview(booking.db.client, flight.flightId as FlightId, id)
  const { layoutId } = drawn.data as { layoutId: string }
  expect(await preview(layoutId)).toMatchObject({
    keep: 7,
    move: [{ from: '8A', to: '5D', passenger: { familyName: 'Rao' } }],
    withoutSeat: [{ familyName: 'Rao' }],
  })
  expect(await preview(newId())).toBeNull()
  expect(await mapOf(flight.flightId)).toEqual(before)
})

test('buyers who hold, book and pay while the aircraft changes: nobody is lost and no seat has two owners', async () => {
  const flight = await onSale()
  const names = ['A', 'F'].flatMap((c) => [4, 5, 6, 7, 8, 9].map((row) => `${row}${c}`))
  const buy = async (seat: string) => {
    const viewer = newViewer()
    const hold = await booking.hold(viewer, flight.flightId as FlightId, [seat])
    if (!hold.ok) return undefined
    const made = await booking.book(viewer, hold.id as never)
    if (!made.ok) return undefined
    const id = made.id as BookingId
    const confirmed = await booking.db.transaction(async (tx) =>
      confirmBooking(tx, (await lockBooking(tx, id)) as BookingRow, await dbNow(tx)),
    )
    // Who bought while the aircraft was small may have no seat on it; nobody else loses theirs.
    expect(confirmed.ok || (await seatsOf(id))[0] === null).toBe(true)
    return confirmed.ok ? id : undefined
  }
  const swaps = async () => {
    for (const cabins of [small, large, small]) await takeFlightEvents(booking.db, [changed(flight, cabins, newId())])
  }
  const [ids] = await Promise.all([Promise.all(names.map(buy)), swaps()])
  const bookings = ids.filter((id) => id !== undefined)
  expect(bookings.length).toBeGreaterThan(0)
  const seats = (await loadSegments(booking.db.client, bookings)).flatMap((s) => s.seat ?? [])
  expect(new Set(seats).size).toBe(seats.length)
  expect(await brokenInvariants(booking.db, await dbNow(booking.db.client))).toEqual({})
})

test('an unpaid booking whose seat is gone is not paid, and money that comes all the same is not kept', async () => {
  const flight = await onSale()
  await sold(flight.flightId, ['4A', '4B', '4C', '4D', '5A', '5B', '5C', '5D'])
  const left = await unpaid(flight.flightId, ['9A'])
  await takeFlightEvents(booking.db, [changed(flight)])
  expect(await seatsOf(left)).toEqual([null])
  const row = (await loadBooking(booking.db.client, left)) as BookingRow
  const pay = payBooking(booking.deps, { ...newViewer(), id: row.userId }, payInput(row, 'tok_ok'))
  expect(await pay).toMatchObject({ code: 'WRONG_STATE', state: 'SEAT_LOST' })
  const confirm = booking.db.transaction(async (tx) => confirmBooking(tx, row, await dbNow(tx)))
  expect(await confirm).toEqual({ ok: false, code: 'SEATS_GONE' })
})

test('a booking made while the aircraft changes is among those that are reseated', async () => {
  const flight = await onSale()
  const viewer = newViewer()
  const hold = await booking.held(viewer, flight.flightId as FlightId, ['4A'])
  const swap = booking.db.transaction(async (tx) => {
    // As a swap that has looked at the bookings, and then waits for the hold.
    const seen = await lockBookings(tx, await findLiveBookings(tx, flight.flightId))
    expect(seen.size).toBe(0)
    await booking.booked(viewer, hold)
    const holds = await lockHolds(tx, [hold])
    checkComplete(await lockFlightSeats(tx, flight.flightId as FlightId), { live: seen, holds })
  })
  await expect(swap).rejects.toBeInstanceOf(ClaimsChanged)
})

test('a booking past its time whose seat went on to somebody else has no say where they sit', async () => {
  const flight = await onSale()
  const late = await unpaid(flight.flightId, ['9C'])
  booking.advance(PAYMENT_TTL_MS + MINUTE_MS)
  const next = await sold(flight.flightId, ['9C'])
  await takeFlightEvents(booking.db, [changed(flight)])
  expect((await mapOf(flight.flightId)).claimed).toEqual([`${(await seatsOf(next))[0]} BOOKED`])
  expect(await seatsOf(late)).toEqual(['9C'])
})

test('an older word of flight, come late, changes nothing', async () => {
  const flight = await onSale()
  const [older, newer] = [changed(flight), changed(flight, large, newId())]
  await takeFlightEvents(booking.db, [newer])
  const before = await mapOf(flight.flightId)
  await takeFlightEvents(booking.db, [older])
  expect(await mapOf(flight.flightId)).toEqual(before)
})
