import { Counter, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createLoad } from './load.ts'

const loadOf = (maxConcurrent: number) => {
  const shed = new Counter({ name: 'shed', help: 'shed', registers: [new Registry()] })
  const load = createLoad({ maxConcurrent, shed })
  const fill = (kind: 'query' | 'mutation', signedIn: boolean) => {
    const leaves: Array<() => void> = []
    try {
      for (;;) leaves.push(load.enter({ kind, signedIn }))
    } catch (error) {
      expect(error).toMatchObject({ extensions: { code: 'UNAVAILABLE', retryAfter: 1 } })
    }
    return leaves
  }
  return { load, fill, shed }
}

test('strangers leave room for customers, and all queries for mutations', () => {
  const { load, fill } = loadOf(100)
  expect(fill('query', false)).toHaveLength(90)
  expect(fill('query', true)).toHaveLength(5)
  expect(() => load.check()).not.toThrow()
  expect(fill('mutation', false)).toHaveLength(5)
  expect(() => load.check()).toThrow()
})

test('a place that is given back is taken again', async () => {
  const { fill, shed } = loadOf(10)
  const leaves = fill('mutation', true)
  expect(leaves).toHaveLength(10)
  for (const leave of leaves.slice(0, 3)) leave()
  expect(fill('mutation', true)).toHaveLength(3)
  expect((await shed.get()).values[0]?.value).toBe(2)
})
