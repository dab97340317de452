import { expect, test } from 'vitest'
import { formatReport, formatTable, percentile } from './report.ts'

test('a percentile is a value that was measured', () => {
  const values = [5, 1, 4, 2, 3]
  expect(percentile(values, 0.5)).toBe(3)
  expect(percentile(values, 0.99)).toBe(5)
  expect(percentile([7], 0.5)).toBe(7)
  expect(percentile([], 0.5)).toBeNaN()
})

test('figures stand under each other, with the digits that matter', () => {
  const table = {
    title: 'Holds',
    columns: ['who', 'holds/s'],
    rows: [['ours', 5222.4] as const, ['peer', 1.256] as const],
  }
  expect(formatTable({ ...table, rows: table.rows.map((row) => [...row]) })).toBe(
    ['Holds', 'who   holds/s', '----  -------', 'ours    5,222', 'peer     1.26'].join('\n'),
  )
})

test('the last line is for programs', () => {
  const report = formatReport({ title: 'Holds', held: ['16 connections'], tables: [], result: { hotRatio: 4.2 } })
  expect(report.split('\n').at(-1)).toBe('RESULT {"hotRatio":4.2}')
  expect(report).toContain('held equal: 16 connections')
})
