import { expect, test } from 'vitest'
import { z } from 'zod'
import { ConfigError, durationMs, httpUrl, mysqlUrl, port, readConfig, secret } from '#lib/config.ts'

const ms = (text: string) => durationMs.safeParse(text).data

test('durations are ISO 8601 and longer than nothing', () => {
  expect(ms('PT10M')).toBe(600_000)
  expect(ms('PT0.5S')).toBe(500)
  expect(ms('P1D')).toBe(86_400_000)
  expect(ms('P1DT1H')).toBe(90_000_000)
  for (const odd of ['', 'PT0S', '-PT5M', '10', '10m', '600000', 'PT', 'P', 'PT1e3S', 'P999999999Y', 'PT١M']) {
    expect(ms(odd), odd).toBeUndefined()
  }
})

test('every variable that is missing or wrong is named, and none of their values', () => {
  const shape = { PORT: port, DATABASE_URL: mysqlUrl, SECRET: secret, PUBLIC_URL: httpUrl, HOLD_TTL: durationMs }
  const env = {
    PORT: '99999',
    DATABASE_URL: 'postgres://hunter2@x/y',
    SECRET: 'hunter2',
    PUBLIC_URL: '',
    HOLD_TTL: 'soon',
  }
  const read = () => readConfig(shape, env)
  expect(read).toThrow(ConfigError)
  for (const name of Object.keys(shape)) expect(read).toThrow(name)
  expect(read).not.toThrow(/hunter2/)
})

test('an empty variable is an unset one', () => {
  const shape = { HOLD_TTL: durationMs.default(5), HOST: z.string().optional() }
  expect(readConfig(shape, { HOLD_TTL: '', HOST: '' })).toEqual({ HOLD_TTL: 5 })
})
