import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightId, newId } from '#lib/ids.ts'
import type { Sql } from '#lib/sql.ts'
import type { SkyEvent } from '#schema/events.ts'
import { type BookingFixture, bookingFixture, HOLD_TTL_MS, newViewer } from '../../../tests/support/booking.ts'
import { createSeatHub, watchSeatMap } from './watch-seat-map.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

/** A watcher of a new flight, with the events of each hold in hand, to be told or lost. */
async function watched() {
  const flightId = await booking.sell()
  const hub = createSeatHub()
  const watcher = watchSeatMap(booking.db.client, hub, flightId)
  const hold = async (seat: string): Promise<SkyEvent> => {
    await booking.held(newViewer(), flightId, [seat])
    return (await booking.events()).filter((e) => e.subject === flightId).at(-1) as SkyEvent
  }
  const next = async () => {
    const { value } = await watcher.next()
    if (!value) return 'ended'
    const seats = value.full ? value.seats.filter((s) => s.status !== 'AVAILABLE') : value.seats
    return `${value.full ? 'whole' : 'change'} ${value.version}: ${seats.map((s) => s.number).join(' ')}`
  }
  return { flightId, hub, watcher, hold, next }
}

test('a watcher first gets the whole map, then each change', async () => {
  const { hub, watcher, hold, next } = await watched()
  const first = await watcher.next()
  expect(first.value).toMatchObject({ version: 1, layoutVersion: 1, full: true })
  expect(first.value?.seats).toHaveLength(43)
  hub.tell([await hold('4A')])
  expect(await next()).toBe('change 2: 4A')
  const later = [await hold('4B'), await hold('4C')]
  hub.tell(later)
  expect([await next(), await next()]).toEqual(['change 3: 4B', 'change 4: 4C'])
  await watcher.return?.()
})

test('a change that the whole map has in it already is not told again', async () => {
  const { hub, watcher, hold, next } = await watched()
  // The event comes after the reader began to listen, and its commit before the map was read.
  const early = await hold('4A')
  hub.tell([early])
  expect(await next()).toBe('whole 2: 4A')
  hub.tell([early, await hold('4B')])
  expect(await next()).toBe('change 3: 4B')
  await watcher.return?.()
})

test('where an event was missed the whole map comes again, and then changes follow it', async () => {
  const { hub, watcher, hold, next } = await watched()
  await next()
  await hold('4A')
  hub.tell([await hold('4B')])
  expect(await next()).toBe('whole 3: 4A 4B')
  hub.tell([await hold('4C')])
  expect(await next()).toBe('change 4: 4C')
  await watcher.return?.()
})

test('a new layout brings the whole map', async () => {
  const { hub, watcher, hold, next } = await watched()
  await next()
  const event = await hold('4A')
  if (event.type !== 'seats.changed.v1') throw new Error(event.type)
  hub.tell([{ ...event, data: { ...event.data, layoutVersion: 2 } }])
  expect(await next()).toBe('whole 2: 4A')
  await watcher.return?.()
})

test('a watcher that fell far behind gets the whole map and not a hundred changes', async () => {
  const { hub, watcher, hold, next } = await watched()
  await next()
  const event = await hold('4A')
  if (event.type !== 'seats.changed.v1') throw new Error(event.type)
  hub.tell(Array.from({ length: 101 }, (_, n) => ({ ...event, data: { ...event.data, version: 2 + n } })))
  expect(await next()).toBe('whole 2: 4A')
  await watcher.return?.()
})

test('other flights and other events tell a watcher nothing', async () => {
  const { hub, watcher, hold, next } = await watched()
  await next()
  const other = await booking.sell()
  await booking.held(newViewer(), other, ['4A'])
  hub.tell(await booking.events())
  hub.tell([await hold('4B')])
  expect(await next()).toBe('change 2: 4B')
  await watcher.return?.()
})

test('return() ends a reader that waits at once, and the hub forgets it', async () => {
  const { hub, watcher, hold, next } = await watched()
  await next()
  const waiting = next()
  await watcher.return?.()
  expect(await waiting).toBe('ended')
  hub.tell([await hold('4A')])
  expect(await next()).toBe('ended')
})

test('a flight that is not on sale has nothing to watch', async () => {
  const watcher = watchSeatMap(booking.db.client, createSeatHub(), newId<FlightId>())
  expect(await watcher.next()).toEqual({ done: true, value: undefined })
})

test('a database that fails ends the watcher, and its listener goes', async () => {
  let listeners = 0
  const hub = createSeatHub()
  const counting = {
    tell: hub.tell,
    listen: (...given: Parameters<typeof hub.listen>) => {
      const unlisten = hub.listen(...given)
      listeners++
      return () => {
        listeners--
        unlisten()
      }
    },
  }
  const away = { $queryRaw: () => Promise.reject(new Error('away')) } as unknown as Sql
  const watcher = watchSeatMap(away, counting, newId<FlightId>())
  expect(listeners).toBe(1)
  await expect(watcher.next()).rejects.toThrow('away')
  expect(listeners).toBe(0)
})

test('a hold past its time is free in the whole map', async () => {
  const { watcher, hold, next } = await watched()
  await hold('4A')
  booking.advance(HOLD_TTL_MS + 1000)
  expect(await next()).toBe('whole 2: ')
  await watcher.return?.()
})
