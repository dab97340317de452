import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { type BookingFixture, bookingFixture, newViewer } from '../../../tests/support/booking.ts'
import { type CreateDiscountInput, createDiscount } from './create-discount.ts'
import { loadDemoDiscounts } from './load-demo-discounts.ts'
import { loadDiscounts } from './store.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

const operator = newViewer({ role: 'OPERATOR' })
const create = (overrides: Partial<CreateDiscountInput> = {}) =>
  createDiscount(booking.deps, operator, {
    code: newId().replaceAll('-', ''),
    percentOff: null,
    amountOff: '100',
    currency: 'JPY',
    validFrom: '2027-01-01T00:00:00Z',
    validTo: '2027-02-01T00:00:00+09:00',
    maxRedemptions: 3,
    idempotencyKey: newId(),
    ...overrides,
  })
const find = async (code: string) => (await loadDiscounts(booking.db.client)).find((d) => d.code === code)

test('a discount is kept in minor units, its code in capitals', async () => {
  expect(await create({ code: 'spring' })).toEqual({ ok: true, type: 'Discount', id: 'SPRING' })
  expect(await find('SPRING')).toEqual({
    code: 'SPRING',
    percentOff: null,
    amountOffMinor: 100,
    currency: 'JPY',
    validFrom: new Date('2027-01-01T00:00:00Z'),
    validTo: new Date('2027-01-31T15:00:00Z'),
    maxRedemptions: 3,
    redemptions: 0,
  })
  expect(await create({ code: 'half', percentOff: 50, amountOff: null, currency: null })).toMatchObject({ ok: true })
})

test('a code is made once; the same request again is the same discount', async () => {
  const again = { code: 'TWICE', idempotencyKey: newId() }
  expect(await create(again)).toMatchObject({ ok: true })
  expect(await create(again)).toEqual({ ok: true, type: 'Discount', id: 'TWICE' })
  expect(await create({ code: 'twice' })).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'code'] })
  expect(await create({ ...again, amountOff: '200' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
})

test('bad input is refused with the argument at fault, and makes nothing', async () => {
  const before = (await loadDiscounts(booking.db.client)).length
  const refused: Array<[string, Partial<CreateDiscountInput>]> = [
    ['code', { code: '' }],
    ['code', { code: 'é' }],
    ['code', { code: 'x'.repeat(33) }],
    ['percentOff', { percentOff: 10 }],
    ['percentOff', { amountOff: null }],
    ['percentOff', { percentOff: 0, amountOff: null }],
    ['percentOff', { percentOff: 101, amountOff: null }],
    ['percentOff', { percentOff: -5, amountOff: null }],
    ['currency', { currency: 'XXZ' }],
    ['currency', { currency: null }],
    ['amountOff', { amountOff: '0' }],
    ['amountOff', { amountOff: '-1' }],
    ['amountOff', { amountOff: '1.5' }],
    ['amountOff', { amountOff: '1e3' }],
    ['amountOff', { amountOff: '9'.repeat(30) }],
    ['validFrom', { validFrom: 'tomorrow' }],
    ['validFrom', { validFrom: '5' }],
    ['validFrom', { validFrom: '2027-01-01' }],
    ['validFrom', { validFrom: '2027-01-01T00:00:00' }],
    ['validFrom', { validFrom: '2027-13-01T00:00:00Z' }],
    ['validTo', { validTo: '+275760-09-13T00:00:00Z' }],
    ['validTo', { validTo: '0000-01-01T00:00:00Z' }],
    ['validTo', { validTo: '2027-01-01T00:00:00Z' }],
    ['maxRedemptions', { maxRedemptions: 0 }],
    ['idempotencyKey', { idempotencyKey: '' }],
  ]
  for (const [argument, overrides] of refused) {
    expect(await create(overrides), JSON.stringify(overrides)).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', argument],
    })
  }
  expect((await loadDiscounts(booking.db.client)).length).toBe(before)
})

test('the demo discount is made once and stays as it is', async () => {
  await loadDemoDiscounts(booking.db)
  const first = await find('FLY100')
  expect(first).toMatchObject({ amountOffMinor: 100_00, currency: 'INR', maxRedemptions: 1_000_000, redemptions: 0 })
  await booking.db.client.$executeRaw`UPDATE discount SET redemptions = 7 WHERE code = 'FLY100'`
  await loadDemoDiscounts(booking.db)
  expect(await find('FLY100')).toEqual({ ...first, redemptions: 7 })
})
