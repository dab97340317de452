import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keptMinor } from './flown.ts'

const leg = (priceMinor: number, flown: boolean) => ({ priceMinor, flown })

test.each<[string, Parameters<typeof keptMinor>, number]>([
  ['nothing where nothing was flown', [[leg(5000, false), leg(5000, false)], 10_000], 0],
  ['the leg that was', [[leg(6000, true), leg(4000, false)], 10_000], 6000],
  ['no more than was paid for it', [[leg(6000, true), leg(4000, false)], 8000], 4800],
  ['half a unit less than half', [[leg(1, true), leg(1, false)], 1], 0],
  ['nothing of what cost nothing', [[leg(0, true), leg(0, false)], 0], 0],
  ['its price alone of a booking that was charged for changes', [[leg(6000, true), leg(4000, false)], 11_000], 6000],
])('keeps %s', (_, [legs, total], kept) => expect(keptMinor(legs, total)).toBe(kept))

test('property: never more than was paid, all of it where all was flown, and no leg twice', () => {
  const legs = fc.array(fc.record({ priceMinor: fc.nat(10 ** 12), flown: fc.boolean() }), {
    minLength: 1,
    maxLength: 9,
  })
  fc.assert(
    fc.property(legs, fc.integer({ min: 0, max: 100 }), (all, percent) => {
      const price = all.reduce((sum, { priceMinor }) => sum + priceMinor, 0)
      const total = price - Math.floor((price * percent) / 100)
      const kept = keptMinor(all, total)
      expect(kept).toBeGreaterThanOrEqual(0)
      expect(kept).toBeLessThanOrEqual(total)
      const every = (flown: boolean) =>
        keptMinor(
          all.map((one) => ({ ...one, flown })),
          total,
        )
      expect([every(true), every(false)]).toEqual([total, 0])
      const others = keptMinor(
        all.map((one) => ({ ...one, flown: !one.flown })),
        total,
      )
      expect(total - kept - others).toBeOneOf([0, 1])
    }),
  )
})
