import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What must end before what: a service before the database and the broker it writes to. */
export const stages = { service: 0, store: 1 } as const

/** Holds processes and folders that must not outlive this process, however it ends. */
export interface Leash {
  /** Starts a process in a group of its own, so that Ctrl-C in the terminal reaches only us. */
  start(command: string, args: string[], options: LeashedOptions): ChildProcess
  removeAtEnd(folder: string): void
  /** Ends what is still watched and waits for it. */
  release(): Promise<void>
  /** Without a chance to finish anything. */
  killAll(): void
}

export type LeashedOptions = Pick<SpawnOptions, 'cwd' | 'env' | 'stdio'> & { stage: number }

export function createLeash(): Leash {
  const reaper = spawn(process.execPath, [fileURLToPath(new URL('reaper.ts', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const tell = (line: string) => void reaper.stdin.write(`${line}\n`)
  const gone = once(reaper, 'exit')
  const watched = new Set<number>()
  let released = false
  const watch = (pid: number, stage: number) => {
    watched.add(pid)
    tell(`watch ${pid} ${stage}`)
  }
  const forget = (pid: number) => {
    watched.delete(pid)
    tell(`forget ${pid}`)
  }
  // The reaper must not keep its owner alive, nor a broken pipe to it take the owner down.
  reaper.unref()
  reaper.stdin.on('error', () => {})
  return {
    start(command, args, { stage, ...options }) {
      if (released) throw new Error('nothing is started any more')
      const child = spawn(command, args, { ...options, detached: true })
      if (child.pid !== undefined) {
        const { pid } = child
        watch(pid, stage)
        child.once('exit', () => forget(pid))
      }
      return child
    },
    removeAtEnd: (folder) => tell(`remove ${folder}`),
    killAll: () => watched.forEach(killGroup),
    async release() {
      released = true
      reaper.ref()
      reaper.stdin.end()
      await gone
    },
  }
}

/** SIGTERM, and SIGKILL to its whole group when it has not ended after `graceMs`. */
export async function endProcess(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const { pid } = child
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => killGroup(pid), graceMs)
  await exited
  clearTimeout(timer)
}

export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // ESRCH: it ended by itself in the meantime, which is what was wanted.
  }
}
