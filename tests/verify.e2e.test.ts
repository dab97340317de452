import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { connect } from '../scripts/services/connection.ts'
import { readAddresses } from '../scripts/start/addresses.ts'
import { readWhere } from '../scripts/verify/where.ts'
import { npmRunVerify } from './support/npm-run-verify.ts'
import { startSystem, type TestSystem } from './support/system.ts'
import { until } from './support/wait.ts'

let system: TestSystem
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  system = await startSystem({ SALES_WINDOW: 'P3D', VERIFY_EVERY: 'PT1S' })
  env = { SKYGRAPH_DATA: system.dataFolder }
})
afterAll(() => system?.stop())

test('a system that was just started: all holds, exit code 0', async () => {
  const { code, output } = await npmRunVerify(env, 'PT120S')
  expect(code, output).toBe(0)
  expect(output).toMatch(/^ok {6} 1 {2}a seat is in one confirmed booking$/m)
  expect(output).toMatch(
    /^ok {6} 4 {2}our ledger equals the payment provider's, to the cent \(0 charges, 0 refunds\)$/m,
  )
  expect(output).toMatch(/^\d+ hold, 0 broken, \d+ with nothing to look at, 0 unknown$/m)
})

test('one seat changed by hand: that line says so with the seat, exit code 1, and the metric counts it', async () => {
  const booking = await connect(readWhere(env).databases.booking)
  const [{ id }] = await booking.query('SELECT MIN(id) AS id FROM flight')
  const set = (holdId: string | null) =>
    booking.query("UPDATE seat SET hold_id = ? WHERE flight_id = ? AND status = 'AVAILABLE' LIMIT 1", [holdId, id])
  await set(newId())
  try {
    const { code, output } = await npmRunVerify(env, 'PT120S')
    expect(code).toBe(1)
    expect(output.match(/^BROKEN.*/gm)).toEqual([
      expect.stringMatching(`^BROKEN   2  held means a hold and a time, and nothing else does: 1 not so: ${id} \\w+$`),
    ])
    const metrics = `${readAddresses(system.dataFolder).booking}/metrics`
    const line = /^skygraph_invariant_offenders{(?=[^}]*invariant="held_seat_shape")[^}]*} 1$/m
    await until(async () => line.test(await (await fetch(metrics)).text()), { timeoutMs: 60_000, everyMs: 200 })
  } finally {
    await booking.query('UPDATE seat SET hold_id = NULL WHERE flight_id = ?', [id])
    await booking.end()
  }
})

test.each(['flight', 'booking', 'user', 'notification'] as const)('%s tells when it looked last', async (name) => {
  const metrics = `${readAddresses(system.dataFolder)[name]}/metrics`
  const looked = async () => /^skygraph_invariants_checked_timestamp_seconds/m.test(await (await fetch(metrics)).text())
  await until(looked, { timeoutMs: 60_000, everyMs: 200 })
})

test('the payment provider is away: only what needs it is unknown, exit code 2', async () => {
  const { code, output } = await npmRunVerify({ ...env, PAYMENT_URL: 'http://127.0.0.1:9' }, 'PT120S')
  expect(code, output).toBe(2)
  expect(output.match(/^UNKNOWN.*/gm)).toEqual([
    expect.stringContaining('the payment provider does not answer at http://127.0.0.1:9'),
  ])
})

test('no system at all: it says where it looked, exit code 2', async () => {
  const { code, output } = await npmRunVerify({ SKYGRAPH_DATA: join(tmpdir(), `skygraph-none-${newId()}`) }, 'PT0S')
  expect(code).toBe(2)
  expect(output).toMatch(/^No system was ever started on .*skygraph-none-.*: set SKYGRAPH_DATA or DATABASE_URL/)
})

test('an option that is wrong: exit code 2 and the reason', async () => {
  const { code, output } = await npmRunVerify(env, 'soon')
  expect(code).toBe(2)
  expect(output).toContain('--grace must be a positive ISO 8601 duration')
})
