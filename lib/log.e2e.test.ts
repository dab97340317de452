import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'

let child: ChildProcess | undefined
afterEach(() => child?.kill('SIGKILL'))

/** 30,000 lines of 1 kB while nobody reads; then as many as fit, with lines of the other log in between. */
const WRITER = `
  import { createLog } from '#lib/log.ts'
import { createManyLinesLog } from '#lib/many-lines-log.ts'
  const [one, many] = [createLog('one'), createManyLinesLog('many')]
  const text = 'x'.repeat(900)
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  for (let n = 0; n < 30_000; n++) {
    many.log.info({ n, text }, 'line')
    if (n % 100 === 0) await turn()
  }
  process.send(many.dropped())
  await new Promise((resolve) => process.once('message', resolve))
  await many.flush()
  for (let n = 30_000; n < 32_000; n++) {
    many.log.info({ n, text }, 'line')
    one.info({ text })
    if (n % 10 === 0) await turn()
  }
  process.exit(0)`

test('a reader of stdout that hangs costs lines and no memory, and two logs on one pipe are never mixed', async () => {
  child = fork('', [], {
    execArgv: ['--input-type=module', '--eval', WRITER],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, LOG_LEVEL: 'info' },
  })
  const [dropped] = (await once(child, 'message')) as [number]
  expect(dropped).toBeGreaterThan(10_000)
  let printed = ''
  child.stdout?.on('data', (data) => {
    printed += data
  })
  const closed = once(child, 'close')
  child.send('go on')
  expect(await closed).toEqual([0, null])
  const lines = printed.trimEnd().split('\n')
  const services = lines.map((line) => JSON.parse(line).service)
  expect(services.filter((service) => service === 'one')).toHaveLength(2_000)
  expect(services.filter((service) => service === 'many')).toHaveLength(32_000 - dropped)
})

test('without a reader of stdout lines are lost and counted, and the process lives', async () => {
  const writer = `
    import { createManyLinesLog } from '#lib/many-lines-log.ts'
    const many = createManyLinesLog('many')
    await new Promise((resolve) => process.once('message', resolve))
    for (let n = 0; n < 3; n++) {
      for (let line = 0; line < 500; line++) many.log.info({ n, text: 'x'.repeat(900) }, 'line')
      await many.flush()
    }
    process.send(many.dropped())
    process.exit(0)`
  child = fork('', [], {
    execArgv: ['--input-type=module', '--eval', writer],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, LOG_LEVEL: 'info' },
  })
  child.stdout?.destroy()
  child.send('go on')
  const exited = once(child, 'exit')
  expect(await once(child, 'message')).toEqual([1_500, undefined])
  expect(await exited).toEqual([0, null])
})
