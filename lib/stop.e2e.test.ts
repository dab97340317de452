import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const stop = new URL('./stop.ts', import.meta.url).href
const log = new URL('./log.ts', import.meta.url).href

/** A process that rejects a promise nobody holds, and prints that it is still there a turn later. */
const rejecting = (reason: string) =>
  run(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { runMain } = await import('${stop}'); const { createLog } = await import('${log}')
     await runMain(createLog('test'), async () => {
       Promise.reject(Object.assign(new Error('rejected'), ${reason}))
       setTimeout(() => console.log('still here'), 50)
     })`,
  ])

test('a connection that the driver lost while it set it up ends nothing', async () => {
  const { stdout } = await rejecting('{ errno: 45030 }')
  expect(stdout).toContain('a new connection to the database was lost')
  expect(stdout).toContain('still here')
})

test('any other rejection that nobody handles ends the process', async () => {
  await expect(rejecting('{}')).rejects.toMatchObject({ code: 1, stdout: expect.not.stringContaining('still here') })
})
