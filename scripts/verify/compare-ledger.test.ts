import { expect, test } from 'vitest'
import { compareLedger } from './compare-ledger.ts'

const money = { amountMinor: 525050, currency: 'INR' }
const payment = { id: 'p1', status: 'CAPTURED', ...money }
const charge = { key: 'p1', status: 'captured', ...money }
const refund = { id: 'r1', status: 'SUCCEEDED', ...money }
const theirRefund = { key: 'r1', status: 'succeeded', ...money }
const none = { payments: [], refunds: [] }

test('two books that say the same differ in nothing, whatever the state', () => {
  const states = [
    ['PROCESSING', 'processing'],
    ['REQUIRES_ACTION', 'requires_action'],
    ['CAPTURED', 'captured'],
    ['FAILED', 'failed'],
  ] as const
  const ours = states.map(([status], n) => ({ ...payment, id: `p${n}`, status }))
  const theirs = states.map(([, status], n) => ({ ...charge, key: `p${n}`, status }))
  expect(compareLedger({ payments: ours, refunds: [refund] }, { charges: theirs, refunds: [theirRefund] })).toEqual([])
})

test.each([
  ['a cent', { ...charge, amountMinor: 525051 }],
  ['the currency', { ...charge, currency: 'EUR' }],
  ['the state', { ...charge, status: 'failed' }],
])('a payment that differs in %s is named', (_, there) => {
  expect(compareLedger({ payments: [payment], refunds: [] }, { charges: [there], refunds: [] })).toEqual([
    expect.stringContaining('payment p1 here CAPTURED 525050 INR, there'),
  ])
})

test('what stands in one book alone is named, unless it came to nothing', () => {
  expect(compareLedger(none, { charges: [charge], refunds: [theirRefund] })).toEqual([
    'payment p1 only there',
    'refund r1 only there',
  ])
  expect(compareLedger({ payments: [payment], refunds: [refund] }, { charges: [], refunds: [] })).toEqual([
    'payment p1 CAPTURED only here',
    'refund r1 SUCCEEDED only here',
  ])
  expect(
    compareLedger({ ...none, payments: [{ ...payment, status: 'FAILED' }] }, { charges: [], refunds: [] }),
  ).toEqual([])
})
