import { expect, test } from 'vitest'
import { type Catalogue, findAirports } from './catalogue.ts'

const cities = [
  { id: 'c1', name: 'São Paulo', countryCode: 'BR' },
  { id: 'c2', name: 'London', countryCode: 'GB' },
  { id: 'c3', name: 'Delhi', countryCode: 'IN' },
]
const airports = [
  { code: 'GRU', name: 'Guarulhos International', cityId: 'c1' },
  { code: 'LHR', name: 'Heathrow', cityId: 'c2' },
  { code: 'LGW', name: 'Gatwick', cityId: 'c2' },
  { code: 'DEL', name: 'Indira Gandhi International', cityId: 'c3' },
].map((a) => ({ ...a, timeZone: 'UTC', latitude: 0, longitude: 0, minConnectionMin: 60, retiredAt: null }))
const catalogue: Catalogue = {
  cities: new Map(cities.map((c) => [c.id, c])),
  airports: new Map(airports.map((a) => [a.code, a])),
  airlines: new Map(),
}
const codes = (query: string, first = 10) => findAirports(catalogue, query, first).map((a) => a.code)

test.each([
  ['the code, however written', 'gru', ['GRU']],
  ['the city without its accents', 'sao paulo', ['GRU']],
  ['the city with its accents', 'SÃO', ['GRU']],
  ['a word of the name', 'gandhi', ['DEL']],
  ['all airports of a city, by code', 'london', ['LGW', 'LHR']],
  ['a part of the name, after better matches', 'wick', ['LGW']],
  ['nothing for nothing', '  ', []],
  ['nothing for what is not there', "x' OR 1=1", []],
])('finds %s', (_, query, expected) => expect(codes(query)).toEqual(expected))

test('finds no more than asked for', () => expect(codes('london', 1)).toEqual(['LGW']))
