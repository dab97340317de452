import { expect, test } from 'vitest'
import type { Duty } from '../fleet/rotation.ts'
import { fitTrips } from './fit-trips.ts'

const hour = (at: number) => new Date(Date.UTC(2027, 0, 1, at))
const flight = (origin: string, destination: string, at: number): Duty => ({
  id: `${origin}-${destination} ${at}`,
  from: hour(at),
  to: hour(at + 2),
  leg: { origin, destination },
})
const trip = (spoke: string, at: number): Duty[] => [flight('DEL', spoke, at), flight(spoke, 'DEL', at + 3)]
const maintenance: Duty = { id: 'C check', from: hour(10), to: hour(14) }

test('all trips fit where nothing stands in their way', () => {
  const trips = [trip('BOM', 0), trip('BLR', 6)]
  expect([...fitTrips([], trips)]).toEqual(trips)
})

test('what clashes with a duty is left out, whole, and the others fly', () => {
  const [before, during, after] = [trip('BOM', 0), trip('BLR', 8), trip('CCU', 14)]
  expect([...fitTrips([maintenance], [before, during, after])]).toEqual([before, after])
})

test('an aircraft that has been taken elsewhere flies nothing from where it is not', () => {
  expect([...fitTrips([flight('DEL', 'JFK', 0)], [trip('BOM', 6)])]).toEqual([])
})

test('trips that clash with each other: the earlier one flies', () => {
  const [first, second] = [trip('BOM', 0), trip('BLR', 4)]
  expect([...fitTrips([], [first, second])]).toEqual([first])
})

test('a clash that was there before stands in no way', () => {
  const own = [flight('BOM', 'DEL', 0), flight('BOM', 'DEL', 4)]
  const later = trip('BLR', 8)
  expect([...fitTrips(own, [later])]).toEqual([later])
})
