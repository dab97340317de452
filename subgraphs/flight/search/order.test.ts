import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Journey } from './journey.ts'
import { after, type Cursor, cursorOf, inOrder, type Ordered, readCursor, type Sort } from './order.ts'

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

/** Behind the cursor of the place `n` of a list, in a list of `now`, as the next request has it. */
function nextPage(list: Ordered, n: number, now: Journey[]): string[] {
  const text = cursorOf(list, list.placed[n] as Ordered['placed'][number])
  const cursor = readCursor(text, list.sort) as Cursor
  return ids(after(inOrder(now, list.sort, cursor), cursor))
}

test('the order does not depend on how the journeys came', () => {
  fc.assert(
    fc.property(anyJourneys, anySort, (all, sort) => {
      expect(ids(inOrder(all.toReversed(), sort).placed)).toEqual(ids(inOrder(all, sort).placed))
    }),
  )
})

describe('a cursor', () => {
  test('leads from page to page through the whole list, each journey once', () => {
    fc.assert(
      fc.property(anyJourneys, anySort, fc.integer({ min: 1, max: 5 }), (all, sort, size) => {
        const whole = inOrder(all, sort)
        const seen = ids(whole.placed.slice(0, size))
        while (seen.length < all.length) seen.push(...nextPage(whole, seen.length - 1, all).slice(0, size))
        expect(seen).toEqual(ids(whole.placed))
      }),
    )
  })

  test('skips and repeats no journey that is as it was, whatever the others come to', () => {
    fc.assert(
      fc.property(anyJourneys, anySort, fc.nat(), fc.infiniteStream(fc.nat(3)), (all, sort, place, fate) => {
        const before = inOrder(all, sort)
        const read = (place % all.length) + 1
        // Each journey goes, becomes cheaper or dearer, or stays; the one the cursor was made at too.
        const change = new Map(all.map((j) => [j.id, fate.next().value as number]))
        const now = all
          .filter((j) => change.get(j.id) !== 0)
          .map((j) => {
            const factor = change.get(j.id) === 1 ? 0.1 : change.get(j.id) === 2 ? 10 : 1
            return { ...j, priceMinor: j.priceMinor * factor }
          })
        const unchanged = ids(before.placed).filter((id) => change.get(id) === 3)
        const seen = ids(before.placed.slice(0, read)).filter((id) => unchanged.includes(id))
        const next = nextPage(before, read - 1, now).filter((id) => unchanged.includes(id))
        expect([...seen, ...next]).toEqual(unchanged)
      }),
      { numRuns: 1000 },
    )
  })

  const text = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url')
  test.each<[string, Sort]>([
    ['', 'BEST'],
    ['x', 'DEPARTURE'],
    [text({}), 'PRICE'],
    [text(['PRICE', ['INR', 1, 2, 'a']]), 'DURATION'],
    [text(['DURATION', [1, 'a']]), 'DURATION'],
    [text(['DURATION', ['1', 2, 'a']]), 'DURATION'],
    [text(['PRICE', [1, 1, 2, 'a']]), 'PRICE'],
    [text(['BEST', [1, 2, 'a']]), 'BEST'],
    [text(['BEST', [1, 2, 'a'], 0, {}]), 'BEST'],
    [text(['BEST', [1, 2, 'a'], 1, { INR: 'x' }]), 'BEST'],
  ])('%s is none of a list by %s', (cursor, sort) => expect(readCursor(cursor, sort)).toBeUndefined())
})
