import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { StartError } from './start-error.ts'

const DEADLINE_MS = 15 * 60_000
const policyFile = '/usr/sbin/policy-rc.d'

/** Root on a Debian or Ubuntu, where apt-get can install without asking anybody. */
export function mayInstallMysql(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get') || !existsSync('/etc/os-release')) return false
  return /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** Installs mariadb-server from the system's packages; the system's own service is not started. */
export async function installMysql(onProgress: (line: string) => void): Promise<void> {
  onProgress('no MySQL or MariaDB on this machine: installing mariadb-server with apt-get')
  await installServer('mariadb-server', onProgress)
}

/** Installs a package with a server in it, and does not let it start that. */
export async function installServer(name: string, onProgress: (line: string) => void): Promise<void> {
  const restorePolicy = forbidServiceStarts()
  try {
    await aptGet(['update', '-q'], onProgress)
    await aptGet(['install', '-y', '-q', '--no-install-recommends', name], onProgress)
  } finally {
    restorePolicy()
  }
}

/** Debian's way to tell package scripts not to start what they install: a policy-rc.d that exits 101. */
function forbidServiceStarts(): () => void {
  if (existsSync(policyFile)) return () => {}
  writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  const restore = () => rmSync(policyFile, { force: true })
  process.once('exit', restore)
  return () => {
    process.off('exit', restore)
    restore()
  }
}

export function aptGet(args: string[], onProgress: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: DEADLINE_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    })
    const tail: string[] = []
    const keep = (line: string) => {
      tail.push(line)
      if (tail.length > 12) tail.shift()
      if (/^(?:Get:|Unpacking|Setting up)/.test(line)) onProgress(line)
    }
    createInterface({ input: child.stdout }).on('line', keep)
    createInterface({ input: child.stderr }).on('line', keep)
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new StartError(`apt-get ${args[0]} failed:\n${tail.map((line) => `  ${line}`).join('\n')}`))
    })
  })
}
