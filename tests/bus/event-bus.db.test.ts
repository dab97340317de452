import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { newId } from '#lib/ids.ts'
import { until } from '../support/wait.ts'
import { type BusPlace, places } from './buses.ts'
import { join, type Marked, marked, receivesAll } from './received.ts'

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, n) => n + from)

describe.each(Object.entries(places))('%s', (_, openPlace) => {
  let place: BusPlace
  const opened: EventBus[] = []
  const open = async () => {
    const bus = await place.open()
    opened.push(bus)
    return bus
  }
  beforeAll(async () => {
    place = await openPlace()
  })
  afterEach(async () => {
    for (const bus of opened.splice(0)) await bus.close()
  })
  afterAll(() => place.close())

  const publishNumbers = (bus: EventBus, own: Marked, values: number[]) =>
    bus.publish(values.map((n) => own.message(`k${n % 7}`, n)))

  test('brings every message to every group, key and value as they were', async () => {
    const bus = await open()
    const own = marked()
    const text = '{"name":"Zoë 🛫 عمر","quote":"\\u0000 \'"}'
    const one = await join(bus, { group: newId(), marked: own })
    const two = await join(bus, { group: newId(), marked: own })
    await bus.publish([own.message('a', text)])
    await receivesAll(one, [text])
    await receivesAll(two, [text])
    expect(one.ofKey('a')).toEqual([text])
  })

  test('keeps the order of each key over many publications', async () => {
    const bus = await open()
    const own = marked()
    const member = await join(bus, { group: newId(), marked: own })
    for (const start of [0, 100, 200, 300]) await publishNumbers(bus, own, numbers(100, start))
    await receivesAll(member, numbers(400))
    for (let key = 0; key < 7; key++) {
      const wanted = numbers(400).filter((n) => n % 7 === key)
      expect(member.ofKey(`k${key}`)).toEqual(wanted.map(String))
    }
  })

  test('carries more in one publication than a broker takes in one request', async () => {
    const bus = await open()
    const own = marked()
    const large = numbers(60).map((n) => `${n}:${'x'.repeat(50_000)}`)
    const member = await join(bus, { group: newId(), marked: own })
    await bus.publish(large.map((value) => own.message('one-key', value)))
    await receivesAll(member, large)
    expect(member.ofKey('one-key')).toEqual(large)
  })

  test('brings a batch again after the work failed, and what comes behind it afterwards', async () => {
    const bus = await open()
    const own = marked()
    let failures = 0
    const member = await join(bus, {
      group: newId(),
      marked: own,
      work() {
        if (++failures <= 3) throw new Error('not now')
      },
    })
    await bus.publish([own.message('a', 1), own.message('a', 2)])
    await bus.publish([own.message('a', 3)])
    await receivesAll(member, [1, 2, 3])
    expect(failures).toBeGreaterThan(3)
    expect(member.ofKey('a').filter((value, n, all) => all.indexOf(value) === n)).toEqual(['1', '2', '3'])
  })

  test('does not let a topic whose work fails hold up another', async () => {
    const bus = await open()
    const own = marked()
    const member = await join(bus, {
      group: newId(),
      marked: own,
      topics: ['booking.v1', 'user.v1'],
      work(messages) {
        if (messages.some(({ topic }) => topic === 'booking.v1')) throw new Error('never')
      },
    })
    await bus.publish([own.message('a', 'stuck')])
    for (const n of numbers(5)) await bus.publish([own.message('b', n, 'user.v1')])
    await receivesAll(member, numbers(5))
    expect(member.values).not.toContain('stuck')
  })

  test('shares messages among the members of a group, and one goes on when the other stops', async () => {
    const [left, right] = [await open(), await open()]
    const own = marked()
    const group = newId()
    const one = await join(left, { group, marked: own })
    const two = await join(right, { group, marked: own })
    const both = () => [...one.values, ...two.values]
    await until(() => one.subscription.ready() && two.subscription.ready())
    await publishNumbers(left, own, numbers(200))
    await until(() => new Set(both()).size === 200, { timeoutMs: 15_000 })
    await one.subscription.stop()
    const before = one.values.length
    await publishNumbers(right, own, numbers(100, 200))
    await until(() => new Set(both()).size === 300, { timeoutMs: 15_000 })
    expect(one.values).toHaveLength(before)
  })

  test('begins a new group at the earliest message, or after the latest', async () => {
    const bus = await open()
    const own = marked()
    await publishNumbers(bus, own, numbers(10))
    const late = await join(bus, { group: newId(), marked: own, from: 'latest' })
    const early = await join(bus, { group: newId(), marked: own, from: 'earliest' })
    await publishNumbers(bus, own, numbers(10, 10))
    await receivesAll(early, numbers(20))
    await receivesAll(late, numbers(10, 10))
    expect(late.values.toSorted()).toEqual(numbers(10, 10).map(String))
  })

  test('lets a group from the latest go on where it was, though nothing had come', async () => {
    const bus = await open()
    const own = marked()
    const group = newId()
    await publishNumbers(bus, own, numbers(5))
    const first = await join(bus, { group, marked: own, from: 'latest' })
    await until(() => first.subscription.caughtUp(), { timeoutMs: 15_000 })
    await first.subscription.stop()
    await publishNumbers(bus, own, numbers(5, 5))
    const second = await join(bus, { group, marked: own, from: 'latest' })
    await receivesAll(second, numbers(5, 5))
    expect(second.values.toSorted()).toEqual(numbers(5, 5).map(String))
  })

  test('goes on after a restart where the group was', async () => {
    const own = marked()
    const group = newId()
    const before = await place.open()
    const first = await join(before, { group, marked: own })
    await publishNumbers(before, own, numbers(20))
    await receivesAll(first, numbers(20))
    await before.close()
    const after = await open()
    await publishNumbers(after, own, numbers(20, 20))
    const second = await join(after, { group, marked: own })
    await receivesAll(second, numbers(20, 20))
    expect(second.values.map(Number).toSorted((a, b) => a - b)).toEqual(numbers(20, 20))
  })

  test('tells when a group has had all that stood on its topics', async () => {
    const bus = await open()
    const own = marked()
    await publishNumbers(bus, own, numbers(30))
    const gate = Promise.withResolvers<void>()
    const member = await join(bus, { group: newId(), marked: own, work: () => gate.promise })
    await until(() => member.subscription.ready())
    expect(member.subscription.caughtUp()).toBe(false)
    gate.resolve()
    await until(() => member.subscription.caughtUp(), { timeoutMs: 15_000 })
    expect(member.values).toHaveLength(30)
  })

  test('refuses a topic that does not exist', async () => {
    const bus = await open()
    await expect(bus.publish([marked().message('a', 1, 'no-such.v1')])).rejects.toThrow()
    const own = marked()
    const member = await join(bus, { group: newId(), marked: own })
    await bus.publish([own.message('a', 'still works')])
    await receivesAll(member, ['still works'])
  })
})
