import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startLoop } from './loop.ts'

const log = pino({ level: 'silent' })

/** A step that tells of each round, and is told how the round ends. */
function steps(...outcomes: Array<boolean | Error>) {
  let rounds = 0
  const waiting = new Map<number, () => void>()
  return {
    step: async () => {
      const outcome = outcomes[rounds++] ?? false
      waiting.get(rounds)?.()
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    rounds: () => rounds,
    reached: (n: number) => (rounds >= n ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(n, resolve))),
  }
}

test('goes on at once while there is work, then pauses, and a wake ends the pause', async () => {
  const { step, rounds, reached } = steps(true, true, false)
  const loop = startLoop({ name: 'test', log, everyMs: 60_000, step })
  await reached(3)
  expect(rounds()).toBe(3)
  loop.wake()
  await reached(4)
  await loop.stop()
  expect(rounds()).toBe(4)
})

test('a wake during a round is not lost', async () => {
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  let rounds = 0
  const second = Promise.withResolvers<void>()
  const step = async () => {
    rounds++
    if (rounds === 1) {
      begun.resolve()
      await go.promise
    } else second.resolve()
    return false
  }
  const loop = startLoop({ name: 'test', log, everyMs: 60_000, step })
  await begun.promise
  loop.wake()
  go.resolve()
  await second.promise
  await loop.stop()
})

test('a round that fails is tried again, and a stop waits for the round that runs', async () => {
  const { step, reached } = steps(new Error('away'), new Error('away'), false)
  const loop = startLoop({ name: 'test', log, everyMs: 60_000, step })
  await reached(3)
  await loop.stop()
})
