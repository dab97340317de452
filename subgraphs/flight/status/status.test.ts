import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlightRow, FlightStatus } from '../timetable/flight.ts'
import { mayBeCancelled, mayBeTakenBack, mayFollow, takenBack, withStatus } from './status.ts'

const STATUSES: FlightStatus[] = [
  'SCHEDULED',
  'DELAYED',
  'BOARDING',
  'DEPARTED',
  'LANDED',
  'ARRIVED',
  'DIVERTED',
  'CANCELLED',
]
const departsAt = new Date('2027-03-01T10:00:00Z')
const arrivesAt = new Date('2027-03-01T12:00:00Z')
const now = new Date('2027-03-01T09:30:00Z')
const flight = (overrides: Partial<FlightRow> = {}): FlightRow =>
  ({
    status: 'SCHEDULED',
    departsAt,
    arrivesAt,
    departureTerminal: null,
    departureGate: 'A1',
    departureEstimated: null,
    departureActual: null,
    arrivalTerminal: null,
    arrivalGate: null,
    arrivalEstimated: null,
    arrivalActual: null,
    statusReason: null,
    ...overrides,
  }) as FlightRow
const to = (status: FlightStatus, departure = {}, arrival = {}, reason?: string) => ({
  status,
  departure,
  arrival,
  reason,
})

test('the day of a flight goes on, and only back from late to on time', () => {
  const allowed = STATUSES.flatMap((from) =>
    STATUSES.filter((next) => from !== next && mayFollow(from, next)).map((next) => `${from} ${next}`),
  )
  expect(allowed).toEqual([
    'SCHEDULED DELAYED',
    'SCHEDULED BOARDING',
    'DELAYED SCHEDULED',
    'DELAYED BOARDING',
    'BOARDING DELAYED',
    'BOARDING DEPARTED',
    'DEPARTED LANDED',
    'DEPARTED DIVERTED',
    'LANDED ARRIVED',
    'DIVERTED LANDED',
  ])
  expect(STATUSES.filter((s) => mayFollow(s, s))).toEqual(STATUSES.slice(0, -1))
  expect(STATUSES.filter(mayBeCancelled)).toEqual(['SCHEDULED', 'DELAYED', 'BOARDING'])
})

test('a delay carries over to the arrival, unless somebody knows better', () => {
  const estimated = new Date('2027-03-01T11:30:00Z')
  const late = withStatus(flight(), to('DELAYED', { estimated }, {}, 'Fog'), now)
  expect(late).toMatchObject({
    ok: true,
    flight: {
      departureEstimated: estimated,
      arrivalEstimated: new Date('2027-03-01T13:30:00Z'),
      statusReason: 'Fog',
      departureGate: 'A1',
    },
  })
  const known = withStatus(flight(), to('DELAYED', { estimated }, { estimated: new Date('2027-03-01T13:00:00Z') }), now)
  expect(known).toMatchObject({ flight: { arrivalEstimated: new Date('2027-03-01T13:00:00Z') } })
  for (const time of [undefined, null, departsAt, new Date('2027-03-01T08:00:00Z')]) {
    expect(withStatus(flight(), to('DELAYED', { estimated: time }), now)).toMatchObject({
      ok: false,
      path: ['departure', 'estimated'],
    })
  }
})

test('on time again forgets estimates and reason', () => {
  const late = flight({ status: 'DELAYED', departureEstimated: new Date('2027-03-01T11:30:00Z'), statusReason: 'Fog' })
  expect(withStatus(late, to('SCHEDULED'), now)).toMatchObject({
    flight: { departureEstimated: null, statusReason: null },
  })
})

test('what a status itself says is taken from the clock', () => {
  const left = new Date('2027-03-01T10:07:00Z')
  expect(withStatus(flight({ status: 'BOARDING' }), to('DEPARTED'), left)).toMatchObject({
    flight: { departureActual: left },
  })
  const arrived = new Date('2027-03-01T12:11:00Z')
  expect(withStatus(flight({ status: 'LANDED', departureActual: left }), to('ARRIVED'), arrived)).toMatchObject({
    flight: { arrivalActual: arrived, departureActual: left },
  })
})

test('nothing has happened that is still to come, and nothing arrives before it has left', () => {
  const later = new Date(now.getTime() + 6 * 60_000)
  expect(withStatus(flight(), to('BOARDING', { actual: later }), now)).toMatchObject({ path: ['departure', 'actual'] })
  const early = { estimated: new Date('2027-03-01T09:00:00Z') }
  expect(
    withStatus(flight({ status: 'DEPARTED', departureActual: now }), to('DEPARTED', {}, early), now),
  ).toMatchObject({
    path: ['arrival', 'estimated'],
  })
})

test('property: what is left out stays, what is null goes', () => {
  const gate = fc.option(fc.constantFrom('A1', 'B22'), { nil: null })
  fc.assert(
    fc.property(gate, fc.option(gate, { nil: undefined }), (before, given) => {
      const decision = withStatus(flight({ departureGate: before }), to('BOARDING', { gate: given }), now)
      expect(decision).toMatchObject({ ok: true, flight: { departureGate: given === undefined ? before : given } })
    }),
  )
})

test('what was set by mistake is taken back to any earlier status, but not from CANCELLED', () => {
  const allowed = (from: FlightStatus) => STATUSES.filter((to) => mayBeTakenBack(from, to))
  expect(allowed('ARRIVED')).toEqual(['SCHEDULED', 'DELAYED', 'BOARDING', 'DEPARTED', 'LANDED', 'DIVERTED'])
  expect(allowed('DEPARTED')).toEqual(['SCHEDULED', 'DELAYED', 'BOARDING'])
  expect([allowed('SCHEDULED'), allowed('DELAYED'), allowed('CANCELLED')]).toEqual([[], [], []])
})

test('property: whatever a flight went through, taken back it is as it was before, but for the reason', () => {
  const forward: FlightStatus[] = ['BOARDING', 'DEPARTED', 'LANDED', 'ARRIVED']
  const estimated = new Date('2027-03-01T10:20:00Z')
  const starts = [flight(), flight({ status: 'DELAYED', departureEstimated: estimated, arrivalEstimated: arrivesAt })]
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.nat(3), fc.integer({ min: 1, max: 4 }), (start, from, steps) => {
      const states = [start]
      for (const [n, status] of forward.slice(0, from + steps).entries()) {
        const decision = withStatus(
          states.at(-1) as FlightRow,
          to(status),
          new Date(estimated.getTime() + n * 3_600_000),
        )
        if (!decision.ok) throw new Error(decision.message)
        states.push(decision.flight)
      }
      const back = states[Math.min(from, states.length - 2)] as FlightRow
      const taken = takenBack(states.at(-1) as FlightRow, { status: back.status, reason: 'By mistake' })
      expect(taken).toEqual({ ok: true, flight: { ...back, statusReason: 'By mistake' } })
    }),
  )
})

test('a flight that was never late is not taken back to DELAYED', () => {
  expect(takenBack(flight({ status: 'BOARDING' }), { status: 'DELAYED', reason: 'x' })).toMatchObject({
    path: ['status'],
  })
})
