import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleStatus } from '../testing/sample-events.ts'
import { decideNews, type FlightFacts, isUrgent, newTimes, type Told, toldBefore } from './flight-news.ts'

const flight = (changes: Partial<FlightFacts> = {}): FlightFacts => sampleStatus(changes)
const scheduled = flight().departsAt
const minutes = (n: number) => new Date(Date.parse(scheduled) + n * 60_000).toISOString()
const arrives = flight().arrivesAt
const later = (n: number) => new Date(Date.parse(arrives) + n * 60_000).toISOString()
const nothing: Told = {
  departsAt: scheduled,
  arrivesAt: arrives,
  cancelled: false,
  diverted: false,
  gate: null,
  terminal: null,
}

/** The kinds of news of a flight's states one after another, and what is told in the end. */
function follow(...states: Array<Partial<FlightFacts>>) {
  let told = nothing
  const kinds = states.flatMap((changes) => {
    const decided = decideNews(flight(changes), told)
    told = decided.told
    return decided.news ? [decided.news.kind] : []
  })
  return { kinds, told }
}
const delayed = (n: number) => ({ status: 'DELAYED' as const, estimatedDeparture: minutes(n) })

describe('a delay', () => {
  test('is told from a quarter of an hour on, and again when it is a quarter of an hour other', () => {
    expect(follow(delayed(14)).kinds).toEqual([])
    expect(follow(delayed(15)).kinds).toEqual(['MOVED'])
    expect(follow(delayed(30), delayed(44), delayed(40), delayed(45)).kinds).toEqual(['MOVED', 'MOVED'])
  })

  test('that creeps is told once it has become worth it', () => {
    expect(follow(delayed(5), delayed(10), delayed(15), delayed(20)).kinds).toEqual(['MOVED'])
  })

  test('that is made good is told too', () => {
    expect(follow(delayed(60), delayed(10)).kinds).toEqual(['MOVED', 'MOVED'])
    expect(follow(delayed(60), { status: 'SCHEDULED', estimatedDeparture: null }).kinds).toEqual(['MOVED', 'MOVED'])
  })

  test('is no news once the flight has left', () => {
    for (const status of ['DEPARTED', 'LANDED', 'ARRIVED'] as const) {
      expect(follow({ ...delayed(90), status }).kinds).toEqual([])
    }
  })
})

describe('an arrival', () => {
  const at = (n: number, changes: Partial<FlightFacts> = {}) => ({ estimatedArrival: later(n), ...changes })

  test('that moves alone is told from a quarter of an hour on, and again when that much other', () => {
    expect(follow(at(14)).kinds).toEqual([])
    expect(follow(at(15), at(20), at(29), at(30), at(10)).kinds).toEqual(['ARRIVAL', 'ARRIVAL', 'ARRIVAL'])
  })

  test('is told with the departure, and not a second time; made up on the way it is told', () => {
    const late = { ...delayed(60), ...at(60) }
    expect(follow(late, late).kinds).toEqual(['MOVED'])
    expect(follow(late, { ...late, ...at(40) }).kinds).toEqual(['MOVED', 'ARRIVAL'])
    expect(follow(late, { status: 'SCHEDULED', estimatedDeparture: null, estimatedArrival: null }).kinds).toEqual([
      'MOVED',
      'MOVED',
    ])
  })

  test('of a flight in the air, and of what was told before arrivals were, is no news', () => {
    expect(follow(at(60, { status: 'DEPARTED' })).kinds).toEqual([])
    const { arrivesAt: _, ...older } = nothing
    expect(decideNews(flight(at(60)), older).news).toBeUndefined()
  })

  test('that the timetable has at another time is news, though the departure stays', () => {
    const { previous: _, ...facts } = sampleStatus()
    const flightChanged = {
      ...facts,
      ...{ airlineCode: 'SX', salesCloseAt: scheduled, layoutId: 'x', layoutVersion: 1, cabins: [], fares: [] },
      arrivesAt: later(30),
      previous: { departsAt: scheduled, arrivesAt: arrives },
    }
    const change = newTimes(flightChanged) ?? expect.fail()
    expect(decideNews(change, toldBefore(change)).news).toMatchObject({
      kind: 'ARRIVAL',
      before: { arrivesAt: arrives },
    })
  })
})

describe('a gate', () => {
  test('is told when it is given and when it changes, the second time urgently', () => {
    const first = decideNews(flight({ gate: 'B12' }), nothing)
    expect(first.news?.kind).toBe('GATE')
    expect(isUrgent(first.news ?? expect.fail())).toBe(false)
    const second = decideNews(flight({ gate: 'C3' }), first.told)
    expect(isUrgent(second.news ?? expect.fail())).toBe(true)
    expect(decideNews(flight({ gate: 'C3' }), second.told).news).toBeUndefined()
  })

  test('and a delay at once are one message', () => {
    const { kinds, told } = follow({ ...delayed(30), gate: 'C3', terminal: '2' }, { ...delayed(35), gate: 'C3' })
    expect(kinds).toEqual(['MOVED'])
    expect(told).toMatchObject({ gate: 'C3', terminal: '2' })
  })

  test('that is taken back is no news, and the terminal alone is', () => {
    expect(follow({ gate: 'C3' }, { gate: null }, { gate: 'C3' }).kinds).toEqual(['GATE'])
    expect(follow({ terminal: '2' }, { terminal: '2' }).kinds).toEqual(['TERMINAL'])
  })
})

test('a cancellation is told once and ends the news; called on again it is told', () => {
  expect(follow({ status: 'CANCELLED' }, { status: 'CANCELLED', gate: 'C3' }).kinds).toEqual(['CANCELLED'])
  expect(follow({ status: 'CANCELLED' }, { status: 'SCHEDULED' }).kinds).toEqual(['CANCELLED', 'MOVED'])
  expect(follow({ status: 'DIVERTED' }, { status: 'DIVERTED' }).kinds).toEqual(['DIVERTED'])
})

test('a diversion that was taken back is no news, and the next one is', () => {
  const diverted = { status: 'DIVERTED' as const }
  expect(follow(diverted, { status: 'DEPARTED' }).kinds).toEqual(['DIVERTED'])
  expect(follow(diverted, { status: 'DEPARTED' }, diverted).kinds).toEqual(['DIVERTED', 'DIVERTED'])
})

test('who was told nothing yet knows what was so before the change', () => {
  const event = {
    ...sampleStatus({ status: 'DELAYED', estimatedDeparture: minutes(40) }),
    previous: { status: 'DELAYED' as const, estimatedDeparture: minutes(30), gate: 'B1', terminal: null },
  }
  expect(decideNews(event, toldBefore(event)).news).toBeUndefined()
})

test('a new time in the timetable is news, another change of the flight is none', () => {
  const { previous: _, ...facts } = sampleStatus()
  const changed = (minutesLater: number) =>
    newTimes({
      ...facts,
      ...{ airlineCode: 'SX', salesCloseAt: scheduled, layoutId: 'x', layoutVersion: 1, cabins: [], fares: [] },
      departsAt: minutes(minutesLater),
      previous: { departsAt: scheduled, arrivesAt: facts.arrivesAt },
    })
  expect(changed(0)).toBeUndefined()
  const moved = changed(60) ?? expect.fail()
  expect(decideNews(moved, toldBefore(moved)).news).toMatchObject({ kind: 'MOVED', before: { departsAt: scheduled } })
})

test('told again nothing is news, and what is told is never a quarter of an hour off', () => {
  const state = fc.record({
    status: fc.constantFrom('SCHEDULED' as const, 'DELAYED' as const, 'BOARDING' as const),
    estimatedDeparture: fc.option(fc.integer({ min: -60, max: 600 }).map(minutes)),
    estimatedArrival: fc.option(fc.integer({ min: -60, max: 600 }).map(later)),
    gate: fc.option(fc.constantFrom('A1', 'B2')),
    terminal: fc.option(fc.constantFrom('1', '2')),
  })
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 20 }), (states) => {
      const { told } = follow(...states)
      const last = flight(states.at(-1))
      expect(decideNews(last, told).news).toBeUndefined()
      const off = Date.parse(last.estimatedDeparture ?? last.departsAt) - Date.parse(told.departsAt)
      expect(Math.abs(off)).toBeLessThan(15 * 60_000)
      const arrivalOff = Date.parse(last.estimatedArrival ?? last.arrivesAt) - Date.parse(told.arrivesAt ?? '')
      expect(Math.abs(arrivalOff)).toBeLessThan(15 * 60_000)
    }),
  )
})
