import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlightId } from '#lib/ids.ts'
import { createFlightIds } from './flight-ids.ts'

test('knows what a Map knows, through additions and removals, and gives no number to two', () => {
  const anyStep = fc.record({ id: fc.integer({ min: 0, max: 40 }), add: fc.boolean() })
  const idOf = (n: number) => `0192f0c1-7b3a-7000-8000-${(n * 7919).toString(16).padStart(12, '0')}` as FlightId
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 300, size: 'max' }), (steps) => {
      const ids = createFlightIds()
      const model = new Map<FlightId, number>()
      for (const { id: n, add } of steps) {
        const id = idOf(n)
        if (add) {
          const number = ids.add(id)
          expect(number).toBe(model.get(id) ?? number)
          model.set(id, number)
        } else {
          ids.remove(id)
          model.delete(id)
        }
      }
      for (let n = 0; n <= 40; n++) expect(ids.find(idOf(n))).toBe(model.get(idOf(n)))
      for (const [id, number] of model) expect(ids.idOf(number)).toBe(id)
      expect(new Set(model.values()).size).toBe(model.size)
      expect(ids.size).toBe(model.size)
    }),
  )
})

test('holds ten thousand, and uses the numbers of those that are gone again', () => {
  const ids = createFlightIds()
  const all = Array.from({ length: 10_000 }, () => crypto.randomUUID() as unknown as FlightId)
  for (const id of all) ids.add(id)
  expect(all.map((id) => ids.idOf(ids.find(id) as number))).toEqual(all)
  for (const id of all.slice(0, 5000)) ids.remove(id)
  const room = ids.room
  for (const id of all.slice(0, 5000)) ids.add(id)
  expect([ids.size, ids.room]).toEqual([10_000, room])
})
