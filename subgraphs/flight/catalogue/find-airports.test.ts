import { expect, test } from 'vitest'
import type { Catalogue } from './catalogue.ts'
import { findAirports } from './find-airports.ts'

const cities = [
  { id: 'c1', name: 'São Paulo', countryCode: 'BR' },
  { id: 'c2', name: 'London', countryCode: 'GB' },
  { id: 'c3', name: 'Delhi', countryCode: 'IN' },
  { id: 'c4', name: 'Frankfurt', countryCode: 'DE' },
  { id: 'c5', name: 'Zürich', countryCode: 'CH' },
  { id: 'c6', name: 'New York', countryCode: 'US' },
  { id: 'c7', name: 'München', countryCode: 'DE' },
  { id: 'c8', name: 'York', countryCode: 'US' },
]
const airports = [
  { code: 'GRU', name: 'Guarulhos International', cityId: 'c1' },
  { code: 'LHR', name: 'Heathrow', cityId: 'c2' },
  { code: 'LGW', name: 'Gatwick', cityId: 'c2' },
  { code: 'DEL', name: 'Indira Gandhi International', cityId: 'c3' },
  { code: 'FRA', name: 'Frankfurt am Main Airport', cityId: 'c4' },
  { code: 'HHN', name: 'Frankfurt-Hahn', cityId: 'c4' },
  { code: 'ZRH', name: 'Zürich Airport', cityId: 'c5' },
  { code: 'JFK', name: 'John F Kennedy', cityId: 'c6' },
  { code: 'LGA', name: 'La Guardia', cityId: 'c6' },
  { code: 'MUC', name: 'Franz Josef Strauß', cityId: 'c7' },
  { code: 'THV', name: 'York Municipal', cityId: 'c8' },
].map((a) => ({ ...a, timeZone: 'UTC', latitude: 0, longitude: 0, minConnectionMin: 60, retiredAt: null }))
const retired = { ...(airports[0] as (typeof airports)[0]), code: 'THF', name: 'Tempelhof', retiredAt: new Date(0) }
const catalogue: Catalogue = {
  cities: new Map(cities.map((c) => [c.id, c])),
  airports: new Map([...airports, retired].map((a) => [a.code, a])),
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

test.each([
  ['two letters swapped', 'Frankfrut', ['FRA', 'HHN']],
  ['another vowel, and no accent', 'Sao Paolo', ['GRU']],
  ['a letter too few at the end', 'Heathro', ['LHR']],
  ['a letter too few in the middle', 'Hethrow', ['LHR']],
  ['no umlaut', 'Munchen', ['MUC']],
  ['an umlaut', 'MÜNCHEN', ['MUC']],
  ['no umlaut, and a letter too few', 'Munchn', ['MUC']],
  ['no umlaut', 'Zurich', ['ZRH']],
  ['two words, one of them mistyped', 'new yrok', ['JFK', 'LGA']],
  ['words in another order', 'york new', ['JFK', 'LGA']],
  ['words written as one', 'newyork', ['JFK', 'LGA']],
  ['city and name together', 'london gatwik', ['LGW']],
  ['the city first, then what only looks like it', 'york', ['THV', 'JFK', 'LGA']],
  ['no short word by another', 'lhd', []],
  ['nothing retired', 'tempelhof', []],
  ['nothing in Devanagari', 'दिल्ली', []],
  ['nothing in Cyrillic', 'Лондон', []],
  ['nothing for signs', '?!-', []],
  ['nothing for garbage', 'xq'.repeat(50), []],
  ['nothing for many words', 'a '.repeat(50), []],
])('finds with typing errors: %s', (_, query, expected) => expect(codes(query)).toEqual(expected))

test('half a pair of surrogates is no error', () => expect(codes('\ud800')).toEqual([]))
