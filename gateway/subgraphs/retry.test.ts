import { expect, test } from 'vitest'
import type { RawAnswer, Sending } from './post.ts'
import { sendQuery } from './retry.ts'

const ok: RawAnswer = { status: 200, headers: {}, text: '{"data":{}}' }
const busy: RawAnswer = { status: 503, headers: { 'retry-after': '1' }, text: 'busy' }
const fault = (code: string) => Object.assign(new Error(code), { code })

/** Gives one outcome after the other; `pending` never comes, until it is cancelled. */
function subgraph(...outcomes: Array<RawAnswer | Error | 'pending'>) {
  let sent = 0
  const send = (): Sending => {
    const outcome = outcomes[sent++]
    const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>()
    if (outcome instanceof Error) reject(outcome)
    else if (outcome !== undefined && outcome !== 'pending') resolve(outcome)
    return { answer: promise, cancel: reject }
  }
  return { send, sent: () => sent }
}
const outcomeOf = (sending: Sending) => sending.answer.catch((error: unknown) => error)

test.each([
  ['a lost connection', fault('UND_ERR_SOCKET'), 2],
  ['a reset', fault('ECONNRESET'), 2],
  ['nobody who listens', fault('ECONNREFUSED'), 2],
  ['503 and no GraphQL', busy, 2],
  ['a time-out', fault('SUBGRAPH_TIMEOUT'), 1],
  ['an answer that is too large', fault('UND_ERR_RES_EXCEEDED_MAX_SIZE'), 1],
] as const)('after %s', async (_, first, times) => {
  const { send, sent } = subgraph(first, ok)
  expect(await outcomeOf(sendQuery(send, () => true))).toBe(times === 2 ? ok : first)
  expect(sent()).toBe(times)
})

test.each([
  ['503 that asks for two seconds', { ...busy, headers: { 'retry-after': '2' } }],
  ['503 with GraphQL', { ...busy, text: '{"errors":[{"message":"busy"}]}' }],
  ['500', { ...busy, status: 500 }],
])('%s is an answer', async (_, first) => {
  const { send, sent } = subgraph(first, ok)
  expect([await outcomeOf(sendQuery(send, () => true)), sent()]).toEqual([first, 1])
})

test('the second outcome is the last', async () => {
  const { send, sent } = subgraph(fault('ECONNRESET'), fault('EPIPE'), ok)
  expect([await outcomeOf(sendQuery(send, () => true)), sent()]).toEqual([fault('EPIPE'), 2])
})

test('nothing is sent again where no retry is left, and none is taken without need', async () => {
  const lost = fault('ECONNRESET')
  const { send, sent } = subgraph(lost, ok)
  expect([await outcomeOf(sendQuery(send, () => false)), sent()]).toEqual([lost, 1])
  let taken = 0
  await outcomeOf(sendQuery(subgraph(ok).send, () => ++taken > 0))
  expect(taken).toBe(0)
})

test('what is cancelled is not sent again, whenever that is', async () => {
  const gone = fault('gone')
  const first = subgraph('pending', ok)
  const early = sendQuery(first.send, () => true)
  early.cancel(gone)
  expect([await outcomeOf(early), first.sent()]).toEqual([gone, 1])
  const second = subgraph(busy, ok)
  const pausing = sendQuery(second.send, () => true)
  await new Promise(setImmediate)
  pausing.cancel(gone)
  expect([await outcomeOf(pausing), second.sent()]).toEqual([gone, 1])
  const third = subgraph(fault('ECONNRESET'), 'pending')
  const again = sendQuery(third.send, () => true)
  await new Promise(setImmediate)
  again.cancel(gone)
  expect([await outcomeOf(again), third.sent()]).toEqual([gone, 2])
})
