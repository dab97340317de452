import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slotAfter, slots } from './pace.ts'

const start = new Date('2026-11-21T12:00:00.000Z')
const after = (ms: number) => new Date(+start + ms)

test('messages leave evenly, within the next second, and not where others took it', () => {
  const slotsOf = (nextFreeMs: number, most: number) =>
    slots({ nextFreeAt: after(nextFreeMs), now: start, perSecond: 4 }, most).map((at) => +at - +start)
  expect(slotsOf(-5000, 10)).toEqual([0, 250, 500, 750])
  expect(slotsOf(600, 10)).toEqual([600, 850])
  expect(slotsOf(0, 1)).toEqual([0])
  expect(slotsOf(1000, 10)).toEqual([])
})

test('a rate below one a second lets one go at a time', () => {
  expect(slots({ nextFreeAt: start, now: start, perSecond: 0.1 }, 5)).toEqual([start])
  expect(slotAfter(start, 0.1)).toEqual(after(10_000))
})

test('however many workers ask and when, a second never sees more than the rate', () => {
  const asks = fc.array(fc.record({ waitMs: fc.nat({ max: 400 }), most: fc.integer({ min: 1, max: 30 }) }), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(asks, fc.integer({ min: 1, max: 50 }), (workers, perSecond) => {
      let [now, nextFreeAt] = [start, start]
      const left: number[] = []
      for (const { waitMs, most } of workers) {
        now = new Date(+now + waitMs)
        const taken = slots({ nextFreeAt, now, perSecond }, most)
        left.push(...taken.map(Number))
        const last = taken.at(-1)
        if (last) nextFreeAt = slotAfter(last, perSecond)
      }
      for (const at of left) {
        expect(left.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(perSecond)
      }
    }),
  )
})
