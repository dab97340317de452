import { expect, test } from 'vitest'
import { createMetrics, type Measure, type Measured } from '#lib/metrics.ts'

const lag = (topic: string, value: number): Measure => ({
  name: 'lag',
  help: 'How far behind',
  type: 'gauge',
  labels: { topic },
  value,
})
const sent = (value: number): Measure => ({ name: 'sent_total', help: 'How many', type: 'counter', value })
const telling = (measures: () => Measure[]): Measured => ({ measures: async () => measures() })

test('shows what its parts tell at the time of each scrape', async () => {
  let now = [lag('a', 3), sent(10)]
  const metrics = createMetrics('booking', [telling(() => now), telling(() => [lag('b', 5)])])
  const first = await metrics.text()
  expect(first).toContain('lag{topic="a",service="booking"} 3')
  expect(first).toContain('lag{topic="b",service="booking"} 5')
  expect(first).toContain('# TYPE sent_total counter')
  now = [lag('c', 1), sent(12)]
  const second = await metrics.text()
  expect(second).toContain('sent_total{service="booking"} 12')
  expect(second).not.toContain('topic="a"')
})

test('leaves out what cannot be told now, and shows the rest', async () => {
  const away: Measured = { measures: () => Promise.reject(new Error('the database is away')) }
  let reachable = true
  const sometimes = telling(() => [sent(1)])
  const part: Measured = { measures: () => (reachable ? sometimes.measures() : away.measures()) }
  const metrics = createMetrics('booking', [part, telling(() => [lag('a', 1)])])
  expect(await metrics.text()).toContain('sent_total')
  reachable = false
  const text = await metrics.text()
  expect(text).toContain('lag{topic="a",service="booking"} 1')
  // No value is better than an old one.
  expect(text).not.toContain('sent_total')
})
