import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { turnEnd } from './turn-end.ts'

const busyFor = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('all who come in one turn go on together when it ends', async () => {
  const order: string[] = []
  const come = async (name: string) => {
    await turnEnd()
    order.push(name)
  }
  const all = [come('a'), come('b')]
  await Promise.resolve()
  all.push(come('c'))
  await Promise.resolve()
  expect(order).toEqual([])
  await setImmediate()
  expect(order).toEqual(['a', 'b', 'c'])
  await Promise.all(all)
})

test('who came first does not wait for all the work of a long turn', async () => {
  let gone = false
  const first = turnEnd().then(() => {
    gone = true
  })
  busyFor(10)
  const second = turnEnd()
  await Promise.resolve()
  await Promise.resolve()
  expect(gone).toBe(true)
  await Promise.all([first, second])
})
