import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createLeash, type Leash, stages } from '../../scripts/services/leash.ts'
import { freePort } from '../../scripts/services/ports.ts'
import { until } from './wait.ts'

export interface TestProcess {
  /** http://127.0.0.1:port */
  url: string
  pid: number
  /** All it has printed */
  output(): string
  /** Sends the signal and waits for its end; gives back the exit code, null after a signal it did not catch. */
  kill(signal: NodeJS.Signals): Promise<number | null>
}

interface Waiting {
  readyPath?: string
  readyWithinMs?: number
}

export interface TestProcesses {
  /** Starts `main` (from the project's root) on a free port and waits until `readyPath` answers 200. */
  start(main: string, env: NodeJS.ProcessEnv, waiting?: Waiting): Promise<TestProcess>
  /** Ends all that still run; call it in afterAll. */
  stop(): Promise<void>
}

/** The real processes of a test file, which die with it whatever happens. */
export function testProcesses(): TestProcesses {
  const leash = createLeash()
  return {
    start: (main, env, { readyPath = '/readyz', readyWithinMs = 30_000 } = {}) =>
      start(leash, main, { env, readyPath, readyWithinMs }),
    stop: () => leash.release(),
  }
}

async function start(
  leash: Leash,
  main: string,
  { env, readyPath, readyWithinMs }: { env: NodeJS.ProcessEnv } & Required<Waiting>,
): Promise<TestProcess> {
  const port = env.PORT ? Number(env.PORT) : await freePort()
  const child = leash.start(process.execPath, [fileURLToPath(new URL(`../../${main}`, import.meta.url))], {
    // vitest's NODE_ENV=test changes how some packages behave, signals among it.
    env: { ...process.env, NODE_ENV: 'development', ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    stage: stages.service,
  })
  let printed = ''
  child.stdout?.on('data', (data) => (printed += data))
  child.stderr?.on('data', (data) => (printed += data))
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const isReady = async () => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${main} ended:\n${printed.slice(-4000)}`)
    return fetch(`${url}${readyPath}`).then(
      ({ status }) => status === 200,
      () => false,
    )
  }
  await until(isReady, { timeoutMs: readyWithinMs, everyMs: 50 }).catch((cause: unknown) => {
    throw new Error(`${main} did not get ready:\n${printed.slice(-4000)}`, { cause })
  })
  return {
    url,
    pid: child.pid ?? 0,
    output: () => printed,
    async kill(signal) {
      child.kill(signal)
      const [code] = await exited
      return code as number | null
    },
  }
}
