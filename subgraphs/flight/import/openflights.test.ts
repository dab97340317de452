import { describe, expect, test } from 'vitest'
import { type OpenFlightsFile, readOpenFlights } from './openflights.ts'
import { zoneAt } from './zone-at.ts'

const airport = (id: number, code: string, over: { country?: string; zone?: string; lat?: number } = {}) =>
  `${id},"${code} Airport","Town","${over.country ?? 'India'}",${code === '' ? '\\N' : `"${code}"`},"V${code}",${over.lat ?? 19.09},72.87,39,5.5,"N",${over.zone ?? '"Asia/Kolkata"'},"airport","OurAirports"`
const airline = (id: number, code: string, active = 'Y') =>
  `${id},"Airline ${id}",\\N,"${code}","","","India","${active}"`
const route = (over: Partial<Record<'airline' | 'id' | 'from' | 'to' | 'share' | 'stops' | 'type', string>> = {}) => {
  const { airline: code = 'AA', id = '1', from = 'BOM', to = 'DEL', share = '', stops = '0', type = '320 738' } = over
  return [code, id, from, '1', to, '2', share, stops, type].join(',')
}

const good = {
  'airports.dat': [airport(1, 'BOM'), airport(2, 'DEL'), airport(3, 'BLR')],
  'airlines.dat': [airline(1, 'AA')],
  'routes.dat': [route()],
  'planes.dat': ['"Airbus A320","320","A320"'],
}
const read = (over: Partial<Record<OpenFlightsFile, string[]>>) => {
  const files = { ...good, ...over }
  const texts = Object.entries(files).map(([name, lines]) => [name, `${lines.join('\r\n')}\r\n`])
  return readOpenFlights(Object.fromEntries(texts), zoneAt)
}

describe('readOpenFlights', () => {
  test('reads airports, airlines, routes and types of aircraft', () => {
    const found = read({})
    expect(found.rejected).toEqual([])
    expect(found.airports[0]).toEqual({
      code: 'BOM',
      name: 'BOM Airport',
      city: 'Town',
      countryCode: 'IN',
      latitude: 19.09,
      longitude: 72.87,
      timeZone: 'Asia/Kolkata',
    })
    expect(found.airlines).toEqual([{ code: 'AA', name: 'Airline 1' }])
    expect(found.routes).toEqual([{ airline: 'AA', origin: 'BOM', destination: 'DEL', equipment: ['320', '738'] }])
    expect(found.aircraftTypes).toEqual(new Map([['320', 'A320']]))
  })

  test.each<[string, string[], string, string?]>([
    ['a route without an airline', [route({ id: '\\N' })], 'no airline'],
    ['a route from nowhere', [route({ from: 'XXX' })], 'the origin is unknown', 'XXX'],
    ['a route to nowhere', [route({ to: 'YYY' })], 'the destination is unknown', 'YYY'],
    ['a route to where it begins', [route({ to: 'BOM' })], 'from an airport to itself', 'BOM'],
    ['a codeshare', [route({ share: 'Y' })], 'a codeshare: another airline flies it'],
    ['a route with stops', [route({ stops: '1' })], 'it has stops', '1'],
    ['an airline that is no more', [route({ id: '9' })], 'the airline is unknown or not active', '9'],
    ['a route without equipment', [route({ type: '' })], 'no equipment'],
    ['a route named twice', [route(), route()], 'there already', 'AA BOM DEL'],
    ['a line cut short', ['AA,1,BOM'], 'not 9 fields', '3'],
  ])('rejects %s, with the reason and the line', (_, routes, reason, value) => {
    expect(read({ 'routes.dat': routes }).rejected).toEqual([
      { file: 'routes.dat', line: routes.length, reason, ...(value && { value }) },
    ])
  })

  test.each<[string, string, string, string?]>([
    ['no code', airport(9, ''), 'no IATA code'],
    ['a code that is none', airport(9, 'B0M'), 'not an IATA code', 'B0M'],
    ['a code that is taken', airport(9, 'BOM'), 'the IATA code is there already', 'BOM'],
    ['an unknown country', airport(9, 'ABC', { country: 'Atlantis' }), 'the country is unknown', 'Atlantis'],
    ['a position off the earth', airport(9, 'ABC', { lat: 91 }), 'no position'],
  ])('rejects an airport with %s', (_, line, reason, value) => {
    const found = read({ 'airports.dat': [...good['airports.dat'], line] })
    expect(found.rejected).toEqual([{ file: 'airports.dat', line: 4, reason, ...(value && { value }) }])
    expect(found.airports).toHaveLength(3)
  })

  test.each(['\\N', '"Nowhere/Land"'])('derives the zone of an airport whose own is %s', (zone) => {
    const found = read({ 'airports.dat': [airport(1, 'BOM', { zone }), airport(2, 'DEL')] })
    expect(found.airports.map((a) => a.timeZone)).toEqual(['Asia/Kolkata', 'Asia/Kolkata'])
    expect(found.zonesDerived).toEqual(['BOM'])
  })

  test('of active airlines that share a code the one with routes has it', () => {
    const found = read({ 'airlines.dat': [airline(5, 'AA'), airline(1, 'AA'), airline(6, 'BB'), airline(7, 'BB')] })
    expect(found.airlines.map((a) => a.name)).toEqual(['Airline 1', 'Airline 6'])
    expect(found.rejected.map((r) => [r.line, r.reason])).toEqual([
      [1, 'its code is used by another airline, which has routes'],
      [4, 'its code is used by another active airline'],
    ])
  })

  test.each([
    [41.2753, 28.7519, 'Europe/Istanbul'],
    [25.2731, 51.6081, 'Asia/Qatar'],
    [17.2313, 78.4299, 'Asia/Kolkata'],
    [33.5607, 72.8516, 'Asia/Karachi'],
    [43.955, 87.8, 'Asia/Shanghai'],
  ])('at %d, %d clocks go by %s', (latitude, longitude, zone) => expect(zoneAt(latitude, longitude)).toBe(zone))
})
