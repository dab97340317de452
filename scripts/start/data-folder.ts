import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../services/connection.ts'
import { refuseFullDisk } from '../services/mysql-failure.ts'
import { isAlive } from '../services/mysql-server.ts'
import { StartError } from '../services/start-error.ts'

const LOCK = 'launcher.lock'

/** Makes the folder where it is missing and takes it for this process; two launchers on one folder would be two databases on one. */
export function takeDataFolder(folder: string): { release(): void } {
  const lock = join(folder, LOCK)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    removeStaleLock(lock, folder)
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(explain(error, folder))
  }
  try {
    refuseFullDisk(folder)
  } catch (error) {
    rmSync(lock, { force: true })
    throw error
  }
  return { release: () => rmSync(lock, { force: true }) }
}

/** Empties it, the lock stays. */
export function resetDataFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== LOCK) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function removeStaleLock(lock: string, folder: string): void {
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8'))
  if (isLauncher(pid)) {
    throw new StartError(
      `Another \`npm start\` (process ${pid}) uses ${folder}. Stop it, or give this one its own: SKYGRAPH_DATA=.skygraph-2 PORT=4100 npm start`,
    )
  }
  rmSync(lock, { force: true })
}

/** A killed launcher leaves its lock, and its number may since belong to any program. */
function isLauncher(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid || !isAlive(pid)) return false
  const commandLine = `/proc/${pid}/cmdline`
  return (
    !existsSync('/proc/self/cmdline') ||
    (existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes('start.ts'))
  )
}

function explain(error: unknown, folder: string): string {
  const code = errorCode(error)
  if (code === 'EEXIST') return `Another \`npm start\` has just taken ${folder}, or it is no folder.`
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `The disk of ${folder} is full. Make room, or set SKYGRAPH_DATA to another disk.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `This user may not write in ${folder} (${code}). Give it the right, or set SKYGRAPH_DATA to a folder of its own.`
  }
  return `The data folder ${folder} cannot be used: ${(error as Error).message}`
}
