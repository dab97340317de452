import { expect, test } from 'vitest'
import { createRetryBudget } from './retry-budget.ts'

test('an outage is met with a tenth more load, after the first hundred retries', () => {
  const budget = createRetryBudget()
  let retries = 0
  for (let request = 0; request < 10_000; request++) {
    budget.earn()
    if (budget.spend()) retries++
  }
  expect(retries).toBeGreaterThan(1_000)
  expect(retries).toBeLessThanOrEqual(1_101)
})

test('what is not spent does not pile up', () => {
  const budget = createRetryBudget()
  for (let request = 0; request < 10_000; request++) budget.earn()
  const spent = Array.from({ length: 200 }, () => budget.spend())
  expect(spent.filter(Boolean)).toHaveLength(100)
})
