import { describe, expect, test } from 'vitest'
import { allPreferences, choice, isEnabled } from './preference.ts'

describe('preferences', () => {
  test('a ticket, a refund and an account mail always come, whatever was chosen', () => {
    for (const topic of ['BOOKING', 'PAYMENT', 'ACCOUNT'] as const) {
      expect(isEnabled(new Map([[choice(topic, 'EMAIL'), false]]), topic, 'EMAIL')).toBe(true)
    }
  })

  test('others follow the choice, then the default: all but SMS are on', () => {
    expect(isEnabled(new Map(), 'FLIGHT', 'EMAIL')).toBe(true)
    expect(isEnabled(new Map([[choice('FLIGHT', 'EMAIL'), false]]), 'FLIGHT', 'EMAIL')).toBe(false)
    expect(isEnabled(new Map(), 'BOOKING', 'SMS')).toBe(false)
    expect(isEnabled(new Map([[choice('BOOKING', 'SMS'), true]]), 'BOOKING', 'SMS')).toBe(true)
  })

  test('all topics and channels are listed once, three of them mandatory', () => {
    const all = allPreferences(new Map())
    expect(new Set(all.map(({ topic, channel }) => choice(topic, channel))).size).toBe(12)
    expect(all.filter(({ mandatory }) => mandatory).map(({ topic }) => topic)).toEqual([
      'BOOKING',
      'PAYMENT',
      'ACCOUNT',
    ])
  })
})
