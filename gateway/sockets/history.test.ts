import { expect, test, vi } from 'vitest'
import { createHistory } from './history.ts'
import type { StreamEvent } from './stream-event.ts'

const event = (part: StreamEvent['part'], version: number, atMs = Date.now()): StreamEvent => ({
  text: `${part} ${version}`,
  part,
  version,
  atMs,
})
const whole = (version: number, atMs?: number) => event('whole', version, atMs)
const change = (version: number) => event('change', version)
const texts = (events: readonly StreamEvent[] | undefined) => events?.map(({ text }) => text)

test('gives the last whole state and the changes since', () => {
  const history = createHistory(Number.POSITIVE_INFINITY)
  expect([history.hasBegun(), history.since(undefined)]).toEqual([false, undefined])
  for (const each of [whole(1), change(2), whole(3), change(4), change(4)]) history.add(each)
  expect(texts(history.since(undefined))).toEqual(['whole 3', 'change 4'])
  expect(texts(history.since(3))).toEqual(['whole 3', 'change 4'])
  expect(history.since(4)).toBeUndefined()
})

test('an older whole state, of a source that lags, replaces no newer one', () => {
  const history = createHistory(Number.POSITIVE_INFINITY)
  for (const each of [whole(3), whole(2), change(3), change(4)]) history.add(each)
  expect(texts(history.since(undefined))).toEqual(['whole 3', 'change 4'])
})

test('keeps a hundred changes and no whole state they do not reach back to, until one is adopted', () => {
  const history = createHistory(Number.POSITIVE_INFINITY)
  history.add(whole(1))
  for (let version = 2; version <= 103; version++) history.add(change(version))
  expect([history.hasBegun(), history.since(undefined)]).toEqual([true, undefined])
  expect(history.adopt(whole(2))).toBe(false)
  expect(history.since(undefined)).toBeUndefined()
  expect(history.adopt(whole(101))).toBe(true)
  expect(texts(history.since(undefined))).toEqual(['whole 101', 'change 102', 'change 103'])
})

test('one adopted ahead of the stream is not followed by changes it has in it', () => {
  const history = createHistory(Number.POSITIVE_INFINITY)
  for (let version = 1; version <= 200; version++) history.add(version === 1 ? whole(1) : change(version))
  expect(history.adopt(whole(202))).toBe(true)
  for (const version of [201, 202, 203]) history.add(change(version))
  expect(texts(history.since(undefined))).toEqual(['whole 202', 'change 203'])
})

test('what grows old is given to nobody', () => {
  vi.useFakeTimers()
  try {
    const history = createHistory(1_000)
    history.add(whole(1))
    expect(texts(history.since(undefined))).toEqual(['whole 1'])
    vi.advanceTimersByTime(1_001)
    expect(history.since(undefined)).toBeUndefined()
    expect(history.adopt(whole(1))).toBe(true)
    expect(texts(history.since(undefined))).toEqual(['whole 1'])
  } finally {
    vi.useRealTimers()
  }
})
