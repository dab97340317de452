import { describe, expect, test } from 'vitest'
import { sampleBooking } from '../testing/sample-events.ts'
import { flightsOf, journeyOf } from './itinerary.ts'
import { voiceOf } from './voice.ts'

const english = voiceOf(undefined)

const zones: Record<string, string> = {
  DEL: 'Asia/Kolkata',
  DXB: 'Asia/Dubai',
  JFK: 'America/New_York',
  BOM: 'Asia/Kolkata',
}
const station = (airportCode: string) => ({ airportCode, cityName: airportCode, timeZone: zones[airportCode] ?? 'UTC' })

/** "DEL-DXB 2026-11-28T20:00 23:00" */
function journey(...flights: string[]) {
  const [model] = sampleBooking().segments
  if (!model) throw new Error('no segment')
  const segments = flights.map((text, n) => {
    const [route = '', departs = '', arrives = ''] = text.split(' ')
    const [origin = '', destination = ''] = route.split('-')
    const [day] = departs.split('T')
    return {
      ...model,
      flightId: String(n),
      origin: station(origin),
      destination: station(destination),
      departsAt: `${departs}:00Z`,
      arrivesAt: `${day}T${arrives}:00Z`,
    }
  })
  return { ...sampleBooking(), segments }
}

describe('a journey', () => {
  test("leaves out where one only changes planes, and is dated in the first airport's time", () => {
    expect(journeyOf(journey('DEL-DXB 2026-11-28T20:00 23:00', 'DXB-JFK 2026-11-29T01:00 15:00'), english)).toBe(
      'DEL → JFK, 29 Nov',
    )
  })

  test('there and back shows where one turned, on one day as well', () => {
    expect(
      journeyOf(
        journey(
          'DEL-DXB 2026-11-28T05:00 09:00',
          'DXB-JFK 2026-11-28T11:00 23:00',
          'JFK-DXB 2026-12-05T01:00 15:00',
          'DXB-DEL 2026-12-05T17:00 21:00',
        ),
        english,
      ),
    ).toBe('DEL → JFK → DEL, 28 Nov')
    expect(journeyOf(journey('DEL-BOM 2026-11-28T02:00 04:00', 'BOM-DEL 2026-11-28T14:00 16:00'), english)).toBe(
      'DEL → BOM → DEL, 28 Nov',
    )
  })

  test('shows the gap where one goes on from elsewhere', () => {
    expect(journeyOf(journey('DEL-BOM 2026-11-28T02:00 04:00', 'DXB-JFK 2026-11-28T14:00 16:00'), english)).toBe(
      'DEL → BOM → DXB → JFK, 28 Nov',
    )
  })

  test('prints each call in its own clock, over the end of summer time too', () => {
    // New York leaves summer time on 1 November 2026 at 06:00Z.
    const [before, after] = flightsOf(
      journey('JFK-DXB 2026-11-01T05:30 19:00', 'JFK-DXB 2026-11-01T06:30 20:00'),
      english,
    )
    expect(before?.departure).toMatchObject({ time: '01:30', date: 'Sun, 1 Nov 2026' })
    expect(after?.departure).toMatchObject({ time: '01:30', date: 'Sun, 1 Nov 2026' })
    expect(before?.arrival.time).toBe('23:00')
  })

  test('puts all travellers of a flight together', () => {
    const flights = flightsOf(sampleBooking(), english)
    expect(flights).toHaveLength(1)
    expect(flights[0]?.travellers.map(({ name, seat }) => `${name} ${seat}`)).toEqual([
      'Ann Rao seat 12A',
      'Bo Rao seat 12B',
    ])
  })
})
