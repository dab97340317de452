import { expect, test } from 'vitest'
import { createBreaker } from './breaker.ts'

const openAt = (nowMs: number) => {
  const breaker = createBreaker()
  for (let i = 0; i < 5; i++) breaker.failed(nowMs)
  return breaker
}

test('opens with the fifth failure in a row, and says so once', () => {
  const breaker = createBreaker()
  expect([1, 2, 3, 4, 5, 6].map(() => breaker.failed(0))).toEqual([false, false, false, false, true, false])
  expect([breaker.isOpen(), breaker.mayPass(999)]).toEqual([true, false])
})

test('an answer between failures starts the count anew', () => {
  const breaker = createBreaker()
  for (let i = 0; i < 20; i++) {
    for (let failure = 0; failure < 4; failure++) breaker.failed(0)
    expect(breaker.succeeded()).toBe(false)
  }
  expect(breaker.mayPass(0)).toBe(true)
})

test('lets one request through after each pause, and pauses longer each time, up to five seconds', () => {
  const breaker = openAt(0)
  const passedAt: number[] = []
  for (let now = 0; now <= 20_000; now += 100) if (breaker.mayPass(now)) passedAt.push(now)
  expect(passedAt).toEqual([1_000, 3_000, 7_000, 12_000, 17_000])
})

test('one that hangs keeps the next one from nothing, and the first answer closes it for all', () => {
  const breaker = openAt(0)
  expect(breaker.mayPass(1_000)).toBe(true)
  expect(breaker.mayPass(1_001)).toBe(false)
  expect(breaker.mayPass(3_000)).toBe(true)
  expect([breaker.succeeded(), breaker.succeeded()]).toEqual([true, false])
  expect([breaker.mayPass(3_001), breaker.mayPass(3_001)]).toEqual([true, true])
})

test('says when to come back', () => {
  const breaker = openAt(0)
  expect([breaker.retryAfter(0), breaker.retryAfter(999), breaker.retryAfter(5_000)]).toEqual([1, 1, 1])
  breaker.mayPass(1_000)
  breaker.mayPass(3_000)
  expect(breaker.retryAfter(3_500)).toBe(4)
})
