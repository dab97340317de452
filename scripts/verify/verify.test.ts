import { expect, test } from 'vitest'
import { Away } from './away.ts'
import type { Entry, Finding } from './entry.ts'
import type { System } from './system.ts'
import { exitCode, type Result, verify } from './verify.ts'

const system = {} as System

/** An entry that finds these, one after another; the last again and again. */
function finding(settles: boolean, ...found: Array<Finding | Error>): Entry {
  let n = 0
  return {
    invariant: 1,
    name: 'test',
    words: 'something holds',
    settles,
    async look() {
      const now = found[Math.min(n++, found.length - 1)]
      if (now instanceof Error) throw now
      return now as Finding
    },
  }
}

const broken = (...offenders: string[]): Finding => ({ offenders })

async function run(graceMs: number, ...entries: Entry[]): Promise<Result[]> {
  return verify(entries, system, { graceMs, everyMs: 1, onResult: () => {}, onWaiting: () => {} })
}

test('what holds is ok, what breaks is broken at once, what is not there is nothing', async () => {
  const results = await run(
    60_000,
    finding(false, broken()),
    finding(false, broken('a', 'b')),
    finding(false, { nothing: 'none yet' }),
  )
  expect(results).toMatchObject([
    { state: 'ok' },
    { state: 'broken', offenders: ['a', 'b'] },
    { state: 'nothing', why: 'none yet' },
  ])
  expect(exitCode(results)).toBe(1)
})

test('what may be in passing has passed when it is looked at again', async () => {
  expect(await run(60_000, finding(true, broken('a'), broken()))).toMatchObject([{ state: 'ok' }])
})

test('others in their place are in passing, too', async () => {
  expect(await run(60_000, finding(true, broken('a'), broken('b')))).toMatchObject([{ state: 'ok' }])
})

test('what stays until the grace is over is broken, and only that', async () => {
  const results = await run(1, finding(true, broken('a', 'b'), broken('b', 'c')))
  expect(results).toMatchObject([{ state: 'broken', offenders: ['b'] }])
})

test('without a grace the first look counts', async () => {
  expect(await run(0, finding(true, broken('a'), broken()))).toMatchObject([{ state: 'broken' }])
})

test('what cannot be asked is unknown, says why, and is exit code 2 unless something is broken', async () => {
  const away = finding(false, new Away('the database does not answer'))
  const results = await run(0, away, finding(false, broken()))
  expect(results).toMatchObject([{ state: 'away', why: 'the database does not answer' }, { state: 'ok' }])
  expect(exitCode(results)).toBe(2)
  expect(exitCode([...results, ...(await run(0, finding(false, broken('a'))))])).toBe(1)
  expect(exitCode(await run(0, finding(false, broken())))).toBe(0)
})
