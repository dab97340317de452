/**
 * Outlives its owner by a few seconds. The owner writes on this process's stdin what it started:
 *   watch <pid> <stage>   forget <pid>   remove <folder>
 * When stdin ends, because the owner released it or was killed in any way, every process group still watched gets
 * SIGTERM, stage by stage, then SIGKILL; last the folders go. So nothing started here needs code of its own to die
 * with its parent. Terminal signals do not reach it: it runs in a process group of its own.
 */
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const GRACE_MS = 12_000

const stageOf = new Map<number, number>()
const folders: string[] = []

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, first = '', stage] = line.split(' ')
  if (verb === 'watch') stageOf.set(Number(first), Number(stage))
  else if (verb === 'forget') stageOf.delete(Number(first))
  else if (verb === 'remove') folders.push(line.slice('remove '.length))
}
for (const stage of [...new Set(stageOf.values())].sort((a, b) => a - b)) await endStage(stage)
for (const folder of folders) rmSync(folder, { recursive: true, force: true })

async function endStage(stage: number): Promise<void> {
  const pids = [...stageOf].filter(([, its]) => its === stage).map(([pid]) => pid)
  for (const pid of pids) signalGroup(pid, 'SIGTERM')
  const deadline = Date.now() + GRACE_MS
  while (pids.some((pid) => signalGroup(pid, 0)) && Date.now() < deadline) await sleep(50)
  for (const pid of pids) signalGroup(pid, 'SIGKILL')
}

/** False when no process of the group is left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}
