import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beats, type Journey, unbeaten } from './journey.ts'

const anyJourney = fc
  .record({
    departsMs: fc.integer({ min: 0, max: 6 }),
    takes: fc.integer({ min: 1, max: 6 }),
    priceMinor: fc.integer({ min: 1, max: 6 }),
    stops: fc.integer({ min: 0, max: 2 }),
    currency: fc.constantFrom('INR', 'USD'),
  })
  .map(
    ({ takes, ...j }): Journey => ({ ...j, arrivesMs: j.departsMs + takes, legs: [], id: JSON.stringify([takes, j]) }),
  )

describe('unbeaten', () => {
  test('keeps each direct flight and exactly those connections that nothing beats', () => {
    fc.assert(
      fc.property(fc.array(anyJourney, { maxLength: 30 }), (all) => {
        const expected = all.filter((j) => j.stops === 0 || !all.some((other) => beats(other, j)))
        expect(new Set(unbeaten(all))).toEqual(new Set(expected))
      }),
    )
  })
})
