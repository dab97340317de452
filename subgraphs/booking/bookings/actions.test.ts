import { expect, test } from 'vitest'
import { actionRefusal, availableActions } from './actions.ts'

const at = (minute: number) => new Date(Date.UTC(2027, 0, 1, 10, minute))
const facts = { departsAt: at(60), paymentProcessing: false, seatLost: false }
const booking = (status: Parameters<typeof availableActions>[0]['status'], discountCode: string | null = null) => ({
  status,
  discountCode,
  payBy: at(30),
})

test('an unpaid booking is paid and changed until its time, and cancelled at any time', () => {
  const all = ['PAY', 'APPLY_DISCOUNT', 'CHANGE_SEAT', 'CORRECT_NAME', 'CANCEL']
  expect(availableActions(booking('PENDING_PAYMENT'), { ...facts, now: at(29) })).toEqual(all)
  expect(availableActions(booking('PENDING_PAYMENT'), { ...facts, now: at(30) })).toEqual(['CANCEL'])
})

test('nothing that changes the price is open while a payment is on its way', () => {
  const paying = { ...facts, now: at(10), paymentProcessing: true }
  expect(availableActions(booking('PENDING_PAYMENT'), paying)).toEqual(['CORRECT_NAME', 'CANCEL'])
})

test('nobody pays while somebody has no seat, but a seat can be chosen', () => {
  const actions = availableActions(booking('PENDING_PAYMENT'), { ...facts, now: at(10), seatLost: true })
  expect(actions).toEqual(['APPLY_DISCOUNT', 'CHANGE_SEAT', 'CORRECT_NAME', 'CANCEL'])
})

test('a booking has one discount', () => {
  const discounted = booking('PENDING_PAYMENT', 'TEN')
  expect(availableActions(discounted, { ...facts, now: at(29) })).not.toContain('APPLY_DISCOUNT')
  expect(actionRefusal('APPLY_DISCOUNT', discounted, { ...facts, now: at(29) })?.state).toBe('DISCOUNTED')
})

test('a confirmed booking is changed and cancelled until its first departure, an ended one never', () => {
  expect(availableActions(booking('CONFIRMED'), { ...facts, now: at(59) })).toEqual([
    'CHANGE_SEAT',
    'CORRECT_NAME',
    'CANCEL',
  ])
  expect(availableActions(booking('CONFIRMED'), { ...facts, now: at(60) })).toEqual([])
  expect(availableActions(booking('EXPIRED'), { ...facts, now: at(1) })).toEqual([])
  expect(availableActions(booking('CANCELLED'), { ...facts, now: at(1) })).toEqual([])
})
