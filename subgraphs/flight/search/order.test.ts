import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Journey } from './journey.ts'
import { after, cursorOf, inOrder, type Sort } from './order.ts'

const anyJourneys = fc.uniqueArray(
  fc
    .record({
      id: fc.uuid(),
      departsMs: fc.integer({ min: 0, max: 5 }),
      takes: fc.integer({ min: 1, max: 5 }),
      priceMinor: fc.integer({ min: 1, max: 5 }),
      stops: fc.integer({ min: 0, max: 2 }),
      currency: fc.constantFrom('INR', 'USD'),
    })
    .map(({ takes, ...j }): Journey => ({ ...j, legs: [], arrivesMs: j.departsMs + takes })),
  { selector: (j) => j.id, minLength: 1, maxLength: 20 },
)
const anySort = fc.constantFrom<Sort>('BEST', 'PRICE', 'DURATION', 'DEPARTURE', 'ARRIVAL')
const ids = (placed: Array<{ journey: Journey }>) => placed.map((p) => p.journey.id)

test('the order does not depend on how the journeys came', () => {
  fc.assert(
    fc.property(anyJourneys, anySort, (all, sort) => {
      expect(ids(inOrder(all.toReversed(), sort))).toEqual(ids(inOrder(all, sort)))
    }),
  )
})

test('pages behind cursors make the whole list, each journey once', () => {
  fc.assert(
    fc.property(anyJourneys, anySort, fc.integer({ min: 1, max: 5 }), (all, sort, size) => {
      const seen: string[] = []
      for (let rest = inOrder(all, sort); rest.length > 0; ) {
        const page = rest.slice(0, size)
        seen.push(...ids(page))
        rest = after(inOrder(all, sort), cursorOf(page.at(-1) as (typeof page)[number])) ?? []
      }
      expect(seen).toEqual(ids(inOrder(all, sort)))
    }),
  )
})

test('a cursor stays right when its journey is gone', () => {
  fc.assert(
    fc.property(anyJourneys, (all) => {
      const placed = inOrder(all, 'DEPARTURE')
      const [gone] = placed as [(typeof placed)[number]]
      const left = inOrder(
        all.filter((j) => j !== gone.journey),
        'DEPARTURE',
      )
      expect(ids(after(left, cursorOf(gone)) ?? [])).toEqual(ids(placed).slice(1))
    }),
  )
})

test.each(['', 'x', '{}', Buffer.from('[1]').toString('base64url'), Buffer.from('[{},2]').toString('base64url')])(
  '%j is no cursor',
  (text) => expect(after([], text)).toBeUndefined(),
)
