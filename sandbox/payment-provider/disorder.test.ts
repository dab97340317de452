import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fateOf } from './disorder.ts'

const event = (paymentId: string) => ({
  id: `evt_${paymentId}`,
  type: 'charge.captured',
  createdAt: '2027-01-01T00:00:00.000Z',
  data: { chargeId: 'ch_1', paymentId, refundId: null },
})
const fates = (share: number, seed = 'a') =>
  Array.from({ length: 1000 }, (_, n) => fateOf(event(`p${n}`), { share, seed }))

test('none of the events meets disorder, or all, where that was asked for', () => {
  expect(fates(0).some(({ twice, late }) => twice || late)).toBe(false)
  expect(fates(1).every(({ twice, late }) => twice && late)).toBe(true)
})

test('the share that was asked for comes twice, and another late', () => {
  const found = fates(0.25)
  for (const kind of ['twice', 'late'] as const) {
    const share = found.filter((fate) => fate[kind]).length / found.length
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)
  }
  expect(found.some(({ twice, late }) => twice && !late)).toBe(true)
  expect(found.some(({ twice, late }) => late && !twice)).toBe(true)
})

test('a seed gives each event the same fate again, another seed gives others', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (id, seed) => {
      expect(fateOf(event(id), { share: 0.5, seed })).toEqual(fateOf(event(id), { share: 0.5, seed }))
    }),
  )
  expect(fates(0.5, 'a')).not.toEqual(fates(0.5, 'b'))
})
