import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { readTopic, TopicUnread } from '#lib/bus/read-topic.ts'
import { DEAD_LETTERS, readDeadLetters, replayDeadLetters, toDeadLetter } from '#lib/dead-letter.ts'
import { newId } from '#lib/ids.ts'
import { type BusPlace, places } from './buses.ts'
import { join, marked, receivesAll } from './received.ts'

describe.each(Object.entries(places))('dead letters over %s', (_, openPlace) => {
  let place: BusPlace
  let bus: EventBus
  beforeAll(async () => {
    place = await openPlace()
    bus = await place.open()
  })
  afterAll(async () => {
    await bus.close()
    await place.close()
  })

  test('are read with their reason, each once, and go to their topics again as they were', async () => {
    const own = marked()
    const [one, two] = [own.message('a', '{"id":"1"'), own.message('b', '{"id":"2"}', 'user.v1')]
    const mine = async () => (await readDeadLetters(bus)).letters.filter(({ key }) => key.startsWith(own.mark))
    await bus.publish([
      toDeadLetter(one, 'notification', new SyntaxError('no end')),
      toDeadLetter(one, 'notification', new SyntaxError('no end')),
      toDeadLetter(one, 'booking', new SyntaxError('no end')),
      toDeadLetter(two, 'notification', new Error('x'.repeat(5000))),
    ])
    const letters = await mine()
    expect(letters.map(({ group, key }) => `${group} ${key.slice(-1)}`).toSorted()).toEqual([
      'booking a',
      'notification a',
      'notification b',
    ])
    expect(letters.find(({ group }) => group === 'booking')).toMatchObject({ ...one, reason: 'SyntaxError: no end' })
    expect(letters.find(({ key }) => key === two.key)?.reason.length).toBe(1000)
    const member = await join(bus, { group: newId(), marked: own, topics: ['booking.v1', 'user.v1'] })
    await replayDeadLetters(bus, letters)
    await receivesAll(member, [one.value, two.value])
    expect(member.ofKey('a')).toEqual([one.value, one.value])
    await member.subscription.stop()
  })

  test('one that cannot be read is told apart and holds up none behind it', async () => {
    const own = marked()
    const odd = ['not JSON', '{}', JSON.stringify({ group: 1 })].map((value) => ({ ...own.message('a', 0), value }))
    const good = toDeadLetter(own.message('a', '{"id":"1"}'), 'notification', new Error('why'))
    await bus.publish([...odd.map((message) => ({ ...message, topic: DEAD_LETTERS })), good])
    const { letters, unreadable } = await readDeadLetters(bus)
    expect(letters.filter(({ key }) => key.startsWith(own.mark))).toMatchObject([{ reason: 'Error: why' }])
    const values = unreadable.filter(({ key }) => key.startsWith(own.mark)).map(({ value }) => value)
    expect(values).toEqual(odd.map(({ value }) => value))
  })

  test('reading a topic ends with the fault of who reads, or when nothing comes for long', async () => {
    await bus.publish([marked().message('a', 1)])
    const fault = new Error('cannot take it')
    const reading = { topic: 'booking.v1', reader: 'test' }
    await expect(readTopic(bus, { ...reading, onBatch: () => Promise.reject(fault) })).rejects.toBe(fault)
    await expect(readTopic(bus, { ...reading, patienceMs: 0, onBatch() {} })).rejects.toThrow(TopicUnread)
  })
})
