import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Ending, runningOperation } from './running-operation.ts'

/** An operation that notes what happens to it, and how to end it. */
function noted() {
  const notes: string[] = []
  let end: (ending: Ending) => void = () => undefined
  const operation = runningOperation(
    (given) => {
      notes.push('started')
      end = given
      return () => void notes.push('left')
    },
    (ending) => void notes.push(ending ? `over: ${ending.code ?? ending.error ?? 'well'}` : 'over'),
  )
  return { operation, notes, end: (ending: Ending) => end(ending) }
}

test('starts with the first look, and is over once, when it ends', async () => {
  const { operation, notes, end } = noted()
  expect(notes).toEqual([])
  const next = operation.next()
  end({ code: 'FORBIDDEN' })
  end({})
  expect(await next).toEqual({ done: true, value: undefined })
  await operation.return()
  expect(notes).toEqual(['started', 'over: FORBIDDEN'])
})

test('fails with the error it ended with', async () => {
  const { operation, notes, end } = noted()
  const next = operation.next()
  end({ error: 'away' })
  await expect(next).rejects.toBe('away')
  expect(notes).toEqual(['started', 'over: away'])
})

test('fails with the error it could not start for, and is over', async () => {
  const notes: unknown[] = []
  const start = () => {
    throw new Error('no start')
  }
  const operation = runningOperation(start, (ending) => void notes.push(ending?.error))
  await expect(operation.next()).rejects.toThrow('no start')
  expect(notes).toEqual([new Error('no start')])
})

test('is left at once, though nothing came, and its end is not seen', async () => {
  const { operation, notes, end } = noted()
  const next = operation.next()
  await operation.return()
  await operation.return()
  end({})
  expect(await Promise.race([next, setImmediate('nothing')])).toBe('nothing')
  expect(notes).toEqual(['started', 'over', 'left'])
})

test('left before it began, it never begins', async () => {
  const { operation, notes } = noted()
  await operation.return()
  void operation.next()
  expect(notes).toEqual(['over'])
})
