import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SharedStream } from './shared-stream.ts'
import type { StreamEvent } from './stream-event.ts'
import { createLaggingSource, createReader, settled } from './testing/lagging-source.ts'

test('opens its source with the first reader and leaves it with the last', async () => {
  const source = createLaggingSource()
  let ends = 0
  const stream = new SharedStream({ ...source.options, onEnd: () => ends++ })
  const [a, b] = [createReader(), createReader()]
  const leaveA = stream.join(a.outlet)
  const leaveB = stream.join(b.outlet)
  expect(source.connections()).toBe(1)
  leaveA()
  expect([source.connections(), ends]).toEqual([1, 0])
  leaveB()
  leaveB()
  await settled()
  expect([source.connections(), ends]).toEqual([0, 1])
})

test('who joins late gets the whole state and what followed, and opens nothing', async () => {
  const source = createLaggingSource()
  const stream = new SharedStream(source.options)
  stream.join(createReader().outlet)
  for (let n = 0; n < 3; n++) source.change(n)
  await source.deliverAll()
  const late = createReader()
  stream.join(late.outlet)
  expect(late.got()).toEqual(['whole 0', 'change 1', 'change 2', 'change 3'])
  expect(source.opened()).toBe(1)
})

test('a slow reader is passed over, costs the others nothing, and gets a whole state when it reads again', async () => {
  const source = createLaggingSource()
  const stream = new SharedStream(source.options)
  const [quick, slow] = [createReader(), createReader()]
  for (const { outlet } of [quick, slow]) stream.join(outlet)
  source.change(0)
  await source.deliverAll()
  slow.stall()
  for (let n = 1; n < 4; n++) source.change(n)
  await source.deliverAll()
  expect([quick.got().length, slow.got().length]).toEqual([5, 2])
  slow.drain()
  await source.deliverAll()
  expect(slow.got()).toEqual(['whole 0', 'change 1', 'whole 4'])
  expect([slow.state(), source.connections()]).toEqual([source.state(), 1])
})

test('for a reader of messages who is slow a hundred wait, then he is let go; the others are not', async () => {
  const source = createLaggingSource()
  const stream = new SharedStream({ ...source.options, messages: true })
  const [quick, slow, slower] = [createReader(), createReader(), createReader()]
  for (const { outlet } of [quick, slow, slower]) stream.join(outlet)
  await source.deliverAll()
  slow.stall()
  slower.stall()
  for (let n = 0; n < 100; n++) source.change(0)
  await source.deliverAll()
  expect([slow.got().length, slow.ends()]).toEqual([1, []])
  slow.drain()
  expect(slow.got()).toEqual(quick.got())
  source.change(0)
  await source.deliverAll()
  expect(slower.ends()).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryAfter: 1 } }])
  expect([slow.got(), slow.ends()]).toEqual([quick.got(), []])
})

test('what ends at the source ends for every reader', async () => {
  const source = createLaggingSource()
  const stream = new SharedStream(source.options)
  const readers = [createReader(), createReader()]
  for (const { outlet } of readers) stream.join(outlet)
  await source.deliverAll()
  source.end()
  await source.deliverAll()
  expect(readers.map(({ ends }) => ends())).toEqual([['complete'], ['complete']])
})

test('a source that cannot be had fails those who wait for it, not those who have their state', async () => {
  const source = createLaggingSource()
  const stream = new SharedStream(source.options)
  const [served, slow] = [createReader(), createReader()]
  for (const { outlet } of [served, slow]) stream.join(outlet)
  source.change(0)
  await source.deliverAll()
  slow.stall()
  source.change(0)
  await source.deliverAll()
  source.refuseNext()
  slow.drain()
  await source.deliverAll()
  expect(slow.ends()).toMatchObject([{ message: 'refused' }])
  expect(served.ends()).toEqual([])
})

const unavailable = { extensions: { code: 'UNAVAILABLE', retryAfter: 1 } }

test('a source that begins with no whole state tells what it said, and ends', async () => {
  const source = createLaggingSource()
  const stream = new SharedStream(source.options)
  const [first, other] = [createReader(), createReader()]
  source.remarkNext()
  for (const { outlet } of [first, other]) stream.join(outlet)
  await source.deliverAll()
  expect([first.got(), other.got()]).toEqual([['remark 0'], ['remark 0']])
  expect([first.ends(), other.ends()]).toMatchObject([[unavailable], [unavailable]])
  expect(source.connections()).toBe(0)
})

test('a state that cannot be fetched fails those who wait for it, not those who have theirs', async () => {
  const source = createLaggingSource()
  const stream = new SharedStream({ ...source.options, freshMs: -1 })
  const [served, late] = [createReader(), createReader()]
  stream.join(served.outlet)
  await source.deliverAll()
  source.remarkNext()
  stream.join(late.outlet)
  await source.deliverAll()
  expect([late.got(), served.ends()]).toEqual([[], []])
  expect(late.ends()).toMatchObject([unavailable])
})

test('thousands who wait for one fetched state get it in turns', async () => {
  const source = createLaggingSource()
  const stream = new SharedStream(source.options)
  const readers = Array.from({ length: 1_200 }, createReader)
  let turn = 0
  const turns = new Set<number>()
  for (const { outlet } of readers) {
    const next = (event: StreamEvent) => {
      turns.add(turn)
      outlet.next(event)
    }
    stream.join({ ...outlet, next })
  }
  const pass = async () => {
    for (const end = turn + 10; turn < end; turn++) await source.deliver(0)
  }
  source.change(0)
  await pass()
  for (const reader of readers) reader.stall()
  source.change(0)
  await pass()
  turns.clear()
  for (const reader of readers) reader.drain()
  await pass()
  expect([turns.size, source.opened()]).toEqual([3, 2])
  expect(new Set(readers.map(({ got }) => got().join()))).toEqual(new Set(['whole 0,change 1,whole 2']))
})

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('change' as const), n: fc.nat(3) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('deliver' as const), n: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), n: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('stall' as const, 'drain' as const), n: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('lose' as const, 'burst' as const), n: fc.nat(5) }) },
)

test('however things interleave, no version goes back and every reader ends with the state of the source', async () => {
  let fetched = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120, size: 'max' }), async (steps) => {
      const source = createLaggingSource()
      const stream = new SharedStream(source.options)
      const readers = [createReader()]
      const leaves = readers.map(({ outlet }) => stream.join(outlet))
      for (const { do: what, n } of steps) {
        const reader = readers[n % readers.length]
        if (what === 'change') source.change(n)
        if (what === 'burst') for (let i = 0; i < 120; i++) source.change(n)
        if (what === 'lose') source.lose()
        if (what === 'deliver') await source.deliver(n)
        if (what === 'stall') reader?.stall()
        if (what === 'drain') reader?.drain()
        if (what === 'leave' && readers.length > 1) {
          leaves.pop()?.()
          readers.pop()
        }
        if (what === 'join') {
          const late = createReader()
          readers.push(late)
          leaves.push(stream.join(late.outlet))
        }
      }
      for (const reader of readers) reader.drain()
      await source.deliverAll()
      for (const reader of readers) {
        expect(reader.faults()).toEqual([])
        expect(reader.ends()).toEqual([])
        expect(reader.state()).toEqual(source.state())
      }
      fetched += source.opened() - 1
      for (const leave of leaves) leave()
      await settled()
      expect(source.connections()).toBe(0)
    }),
    { numRuns: 200 },
  )
  // Else the property would have said nothing of the states that are fetched.
  expect(fetched).toBeGreaterThan(50)
})
