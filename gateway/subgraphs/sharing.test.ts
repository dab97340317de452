import { expect, test } from 'vitest'
import type { RawAnswer, Sending } from './post.ts'
import { createSharing } from './sharing.ts'

/** Sendings that are answered by hand. */
function sendings() {
  const sent: Array<{ answer(text: string): void; cancelled: Error | undefined }> = []
  const send = (): Sending => {
    const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>()
    const one = {
      answer: (text: string) => resolve({ status: 200, headers: {}, text }),
      cancelled: undefined as Error | undefined,
    }
    sent.push(one)
    return {
      answer: promise,
      cancel(reason) {
        one.cancelled = reason
        reject(reason)
      },
    }
  }
  return { sent, send }
}
const text = async (sending: Sending) => (await sending.answer).text
const gone = new Error('gone')

test('what is the same at the same moment is sent once, what comes later anew', async () => {
  let joined = 0
  const sharing = createSharing(() => joined++)
  const { sent, send } = sendings()
  const three = ['a', 'a', 'b'].map((key) => sharing.join(key, send))
  expect(sent).toHaveLength(2)
  sent[0]?.answer('of a')
  sent[1]?.answer('of b')
  expect(await Promise.all(three.map(text))).toEqual(['of a', 'of a', 'of b'])
  const later = sharing.join('a', send)
  sent[2]?.answer('of later')
  expect([await text(later), joined]).toEqual(['of later', 1])
})

test('one that leaves takes nobody along, the last one cancels what was sent', async () => {
  const sharing = createSharing(() => undefined)
  const { sent, send } = sendings()
  const [first, second] = [sharing.join('a', send), sharing.join('a', send)]
  first.cancel(gone)
  first.cancel(gone)
  await expect(first.answer).rejects.toBe(gone)
  expect(sent[0]?.cancelled).toBeUndefined()
  second.cancel(gone)
  expect(sent[0]?.cancelled).toBe(gone)
  await expect(second.answer).rejects.toBe(gone)
})

test('who comes when all have left is sent anew', async () => {
  const sharing = createSharing(() => undefined)
  const { sent, send } = sendings()
  const first = sharing.join('a', send)
  first.cancel(gone)
  const second = sharing.join('a', send)
  await expect(first.answer).rejects.toBe(gone)
  const third = sharing.join('a', send)
  sent[1]?.answer('anew')
  expect([await text(second), await text(third), sent.length]).toEqual(['anew', 'anew', 2])
})
