import { expect, test } from 'vitest'
import { compareMap, foldSeatMaps } from './fold-seat-maps.ts'

const FLIGHT = 'f1'
const now = new Date('2027-01-01T12:00:00Z')
const later = '2027-01-01T12:10:00.000Z'
type Status = 'AVAILABLE' | 'HELD' | 'BOOKED' | 'BLOCKED'

const change = (version: number, number: string, status: Status, heldUntil: string | null = null) => ({
  flightId: FLIGHT,
  version,
  layoutVersion: 1,
  seats: [{ number, status, heldUntil }],
})
const seat = (mapVersion: number, number: string, status: Status, heldUntil: string | null = null) => ({
  flightId: FLIGHT,
  mapVersion,
  seat: number,
  status,
  heldUntil: heldUntil === null ? null : new Date(heldUntil),
  now,
})

function compare(events: Array<ReturnType<typeof change>>, seats: Array<ReturnType<typeof seat>>): string[] {
  const folded = foldSeatMaps()
  for (const event of events) folded.add(event)
  const map = folded.maps.get(FLIGHT)
  if (!map) throw new Error('nothing was folded')
  return compareMap(FLIGHT, map, seats)
}

const held = change(2, '4A', 'HELD', later)
const sold = change(3, '4A', 'BOOKED')

test('events that add up to the seats, also when one comes twice', () => {
  expect(compare([held, sold, held, sold], [seat(3, '4A', 'BOOKED'), seat(3, '4B', 'AVAILABLE')])).toEqual([])
})

test('held past its time is free in both', () => {
  const past = '2027-01-01T11:59:59.000Z'
  expect(compare([change(2, '4A', 'HELD', past)], [seat(2, '4A', 'AVAILABLE')])).toEqual([])
  expect(compare([change(2, '4A', 'AVAILABLE')], [seat(2, '4A', 'HELD', past)])).toEqual([])
})

test('a version that is missing is named', () => {
  expect(compare([held, change(4, '4A', 'BOOKED')], [seat(4, '4A', 'BOOKED')])).toEqual(['f1 version 4 came after 2'])
})

test('a map that is elsewhere than its events is named', () => {
  expect(compare([held], [seat(3, '4A', 'BOOKED')])).toEqual(['f1 is at version 3, its events at 2'])
})

test.each([
  ['is sold, told as held', [held], seat(2, '4A', 'BOOKED')],
  ['is held until another time', [held], seat(2, '4A', 'HELD', '2027-01-01T12:11:00.000Z')],
  ['was never told of', [held], seat(2, '4B', 'BOOKED')],
])('a seat that %s is named', (_, events, seats) => {
  const untouched = seats.seat === '4A' ? [] : [seat(2, '4A', 'HELD', later)]
  expect(compare(events, [seats, ...untouched])).toEqual([expect.stringContaining(`f1 ${seats.seat} is`)])
})

test('of a history that begins late, seats that no event names say nothing', () => {
  expect(compare([change(9, '4A', 'BOOKED')], [seat(9, '4A', 'BOOKED'), seat(9, '4B', 'BOOKED')])).toEqual([])
})
