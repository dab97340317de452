import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { type Leash, stages } from '../../scripts/services/leash.ts'
import { until } from './wait.ts'

export interface LauncherOptions {
  port: number
  /** SKYGRAPH_DATA */
  data: string
  args?: string[]
}

export interface RunningLauncher {
  output(): string
  /** Waits for «Skygraph is ready»; fails when it ends before. */
  ready(): Promise<void>
  signal(name: NodeJS.Signals): void
  /** The exit code; null after a signal it could not catch. */
  exit: Promise<number | null>
}

const READY_MS = 170_000

/** `npm start` without npm, in an environment that holds none of this run's own settings. */
export function startLauncher(leash: Leash, { port, data, args = [] }: LauncherOptions): RunningLauncher {
  const script = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url))
  const child = leash.start(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', PORT: String(port), SKYGRAPH_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
    stage: stages.service,
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (printed += text))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  let ended = false
  exit.then(() => (ended = true))
  const isReady = () => {
    if (ended) throw new Error(`the launcher ended:\n${printed.slice(-6000)}`)
    return printed.includes('Skygraph is ready')
  }
  return {
    output: () => stripVTControlCharacters(printed),
    async ready() {
      await until(isReady, { timeoutMs: READY_MS, everyMs: 50 }).catch((cause: unknown) => {
        throw new Error(`the launcher did not get ready:\n${printed.slice(-6000)}`, { cause })
      })
    },
    signal: (name) => void child.kill(name),
    exit,
  }
}

/** Every process that has the data folder in its command line or environment. */
export function processesOf(data: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => read(pid, 'cmdline').includes(data) || read(pid, 'environ').includes(`SKYGRAPH_DATA=${data}`))
    .map((pid) => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ')}`)
}

/** Empty for a process that has gone meanwhile, or is ending. */
function read(pid: string, file: string): string {
  try {
    return existsSync(`/proc/${pid}/${file}`) ? readFileSync(`/proc/${pid}/${file}`, 'utf8') : ''
  } catch {
    return ''
  }
}
