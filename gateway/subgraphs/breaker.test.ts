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

test('lets one request through each second', () => {
  const breaker = openAt(0)
  const passedAt: number[] = []
  for (let now = 0; now <= 3_500; now += 100) if (breaker.mayPass(now)) passedAt.push(now)
  expect(passedAt).toEqual([1_000, 2_000, 3_000])
})

test('one that hangs or fails keeps the next one from nothing, and the first answer closes it for all', () => {
  const breaker = openAt(0)
  expect(breaker.mayPass(1_000)).toBe(true)
  expect(breaker.mayPass(1_001)).toBe(false)
  expect(breaker.mayPass(2_000)).toBe(true)
  expect(breaker.failed(2_001)).toBe(false)
  expect(breaker.mayPass(3_000)).toBe(true)
  expect([breaker.succeeded(), breaker.succeeded()]).toEqual([true, false])
  expect([breaker.mayPass(3_001), breaker.mayPass(3_001)]).toEqual([true, true])
})
