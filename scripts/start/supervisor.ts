import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess, type Leash, stages } from '../services/leash.ts'
import { StartError } from '../services/start-error.ts'
import type { Output } from './output.ts'

const READY_DEADLINE_MS = 180_000
const STILL_WAITING_MS = 10_000
/** A service stops within 10 s by itself. */
const STOP_GRACE_MS = 12_000
const FIRST_BACKOFF_MS = 500
const LONGEST_BACKOFF_MS = 30_000
/** One that ran this long starts its backoff from the beginning. */
const STEADY_MS = 60_000
const KEPT_LINES = 25

export interface ServiceSpec {
  name: string
  /** The file Node runs, absolute */
  main: string
  /** Where it listens */
  host: string
  port: number
  env: NodeJS.ProcessEnv
}

/** Keeps services running: what ends by itself is started again, unless it never got ready. */
export interface Supervisor {
  start(spec: ServiceSpec): void
  /** Resolves when its /readyz says 200; rejects with what it last printed when it ends before. */
  untilReady(name: string): Promise<void>
  /** From now on an unexpected end means a restart, no longer a failed start. */
  started(): void
  stop(): Promise<void>
}

interface Service {
  spec: ServiceSpec
  child: ChildProcess
  startedAt: number
  backoffMs: number
  lines: string[]
}

export function createSupervisor(leash: Leash, output: Output): Supervisor {
  const services = new Map<string, Service>()
  const stopping = new AbortController()
  let startingUp = true

  function spawn(spec: ServiceSpec, backoffMs: number, lines: string[] = []): void {
    const child = leash.start(process.execPath, [spec.main], {
      env: spec.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      stage: stages.service,
    })
    const service: Service = { spec, child, startedAt: Date.now(), backoffMs, lines }
    services.set(spec.name, service)
    const keep = (line: string) => {
      lines.push(line)
      if (lines.length > KEPT_LINES) lines.shift()
    }
    for (const stream of [child.stdout, child.stderr]) if (stream) output.show(spec.name, stream, keep)
    child.once('exit', (code, signal) => void onExit(service, signal ?? `exit code ${code}`))
    child.once('error', (error) => output.warn(spec.name, `could not be run: ${error.message}`))
  }

  async function onExit({ spec, startedAt, backoffMs, lines }: Service, how: string): Promise<void> {
    if (stopping.signal.aborted || startingUp) return
    const waitMs = Date.now() - startedAt > STEADY_MS ? FIRST_BACKOFF_MS : backoffMs
    output.warn(spec.name, `ended unexpectedly (${how}), starting again in ${waitMs / 1000} s`)
    const goOn = await sleep(waitMs, true, { signal: stopping.signal }).catch(() => false)
    if (goOn) spawn(spec, Math.min(waitMs * 2, LONGEST_BACKOFF_MS), lines)
  }

  const running = (name: string) => {
    const service = services.get(name)
    if (!service) throw new Error(`${name} was not started`)
    return service
  }

  return {
    start: (spec) => spawn(spec, FIRST_BACKOFF_MS),
    async untilReady(name) {
      const began = Date.now()
      let nextNews = began + STILL_WAITING_MS
      for (;;) {
        const { child, spec, lines } = running(name)
        if (stopping.signal.aborted) throw new StartError('stopped')
        if (hasEnded(child)) throw new StartError(`${name} ended while starting. Its last lines:\n${indent(lines)}`)
        const answer = await askReady(spec)
        if (answer === true) return
        if (Date.now() - began > READY_DEADLINE_MS) {
          throw new StartError(
            `${name} was not ready within ${READY_DEADLINE_MS / 1000} s: ${answer}\n${indent(lines)}`,
          )
        }
        if (Date.now() > nextNews) {
          output.say(name, `not ready yet: ${answer}`)
          nextNews += STILL_WAITING_MS
        }
        await sleep(100)
      }
    },
    started() {
      startingUp = false
    },
    async stop() {
      stopping.abort()
      await Promise.all([...services.values()].map(({ child }) => endProcess(child, STOP_GRACE_MS)))
    },
  }
}

const hasEnded = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined

/** True, or what it says it waits for. */
async function askReady({ host, port }: ServiceSpec): Promise<true | string> {
  try {
    const response = await fetch(`http://${host}:${port}/readyz`, { signal: AbortSignal.timeout(5000) })
    const body = (await response.text()).slice(0, 300)
    return response.status === 200 ? true : body
  } catch {
    return 'it does not answer'
  }
}

const indent = (lines: string[]) => lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`).join('\n')
