import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { readDeadLetters, replayDeadLetters, toDeadLetter } from '#lib/dead-letter.ts'
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
    const mine = async () => (await readDeadLetters(bus)).filter(({ key }) => key.startsWith(own.mark))
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
})
