import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readOpenFlights } from '../../subgraphs/flight/import/openflights.ts'
import { zoneAt } from '../../subgraphs/flight/import/zone-at.ts'
import { openFlightsFolder } from './openflights.ts'

/** The counts that the README beside the data tells. */
test('reads the OpenFlights data: every row is taken or rejected, 51,339 routes are usable', () => {
  const folder = openFlightsFolder()
  expect(existsSync(folder), `put the OpenFlights data at ${folder}, or its folder into SKYGRAPH_OPENFLIGHTS`).toBe(
    true,
  )
  const text = (name: string) => readFileSync(`${folder}/${name}`, 'utf8')
  const files = {
    'airports.dat': text('airports.dat'),
    'airlines.dat': text('airlines.dat'),
    'routes.dat': text('routes.dat'),
    'planes.dat': text('planes.dat'),
  }
  const { airports, airlines, routes, aircraftTypes, rejected, zonesDerived } = readOpenFlights(files, zoneAt)
  expect(routes).toHaveLength(51_339)
  const lines = Object.values(files).reduce((sum, file) => sum + file.trim().split('\n').length, 0)
  expect(airports.length + airlines.length + routes.length + aircraftTypes.size + rejected.length).toBe(lines)
  const count = (reason: string) => rejected.filter((r) => r.file === 'routes.dat' && r.reason === reason).length
  expect([count('no airline'), count('from an airport to itself')]).toEqual([479, 1])
  const zoneOf = new Map(airports.map((a) => [a.code, a.timeZone]))
  expect(['IST', 'DOH', 'HYD', 'ISB'].map((code) => zoneOf.get(code))).toEqual([
    'Europe/Istanbul',
    'Asia/Qatar',
    'Asia/Kolkata',
    'Asia/Karachi',
  ])
  expect(zonesDerived).toEqual(expect.arrayContaining(['IST', 'DOH', 'HYD', 'ISB']))
})
