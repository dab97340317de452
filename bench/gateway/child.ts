import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Of one process, after a collection of garbage. */
export interface Memory {
  rssBytes: number
  heapBytes: number
}

/** A process of the benchmark. */
export interface Child {
  url: string
  /** Sends a message and waits for the one that answers it. */
  ask(message: unknown): Promise<unknown>
  /** Used by the process so far, by all of its threads. */
  cpuMicros(): Promise<number>
  /** Not between two looks at the CPU: with the garbage compiled code goes, and requests cost three times as much. */
  memory(): Promise<Memory>
  stop(): Promise<void>
}

interface ChildOptions {
  env?: Record<string, string>
  /** Where its standard output goes; nowhere when unset. */
  stdout?: number
}

const READY_LIMIT_MS = 30_000
const PROBE = new URL('./probe.ts', import.meta.url).pathname

/** Starts a module that tells its port by `reportPort`. */
export async function startChild(module: URL, options: ChildOptions = {}): Promise<Child> {
  const child = forkProbed(module, options)
  const port = await answerOf(child)
  return childAt(child, `http://127.0.0.1:${port}`)
}

/** Starts a module that listens at the PORT it is given, and waits until it says it is ready. */
export async function startChildAtPort(module: URL, options: ChildOptions): Promise<Child> {
  const port = await freePort()
  const child = forkProbed(module, { ...options, env: { ...options.env, PORT: String(port) } })
  const url = `http://127.0.0.1:${port}`
  const end = Date.now() + READY_LIMIT_MS
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) {
    if (Date.now() > end || child.exitCode !== null) throw new Error(`${module.pathname} did not become ready.`)
    await sleep(50)
  }
  return childAt(child, url)
}

/** In a child: tells the parent where it listens. */
export async function reportPort(server: Server): Promise<void> {
  if (!server.listening) await once(server, 'listening')
  process.send?.((server.address() as { port: number }).port)
}

function forkProbed(module: URL, { env, stdout }: ChildOptions): ChildProcess {
  return fork(module, {
    execArgv: [...process.execArgv, '--expose-gc', '--import', PROBE],
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...env },
    stdio: ['ignore', stdout ?? 'ignore', 'inherit', 'ipc'],
  })
}

function childAt(child: ChildProcess, url: string): Child {
  const ask = (message: unknown) => {
    child.send(message as object)
    return answerOf(child)
  }
  return {
    url,
    ask,
    cpuMicros: async () => (await ask('cpu')) as number,
    memory: async () => (await ask('memory')) as Memory,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController()
  const { signal } = waiting
  const gone = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.at(-1)} exited with ${code}.`)
  })
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal }), gone])
    return answer
  } finally {
    gone.catch(() => undefined)
    waiting.abort()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
