import { type ChildProcess, execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { endProcess, type Leash, stages } from './leash.ts'
import { installServer, mayInstallMysql as mayInstall } from './mysql-install.ts'
import { freePort } from './ports.ts'
import { StartError } from './start-error.ts'

const run = promisify(execFile)
const START_DEADLINE_MS = 30_000
const STOP_GRACE_MS = 5_000
const OLDEST = 6
const names = ['redis-server', 'valkey-server']

const howToInstall = `No Redis ${OLDEST} or newer was found. Any one of these will do:
  1. install one so that ${names.join(' or ')} is on the PATH (brew install redis, dnf install valkey, …)
  2. on Debian or Ubuntu, run the tests as root once: they install redis-server by themselves`

export interface RedisServer {
  /** What REDIS_URL takes, with its password. */
  url: string
  child: ChildProcess
  stop(): Promise<void>
}

export interface RedisOptions {
  folder: string
  leash: Leash
  /** That of one that was stopped: a new server in its place. */
  url?: string | undefined
}

/** A real server on loopback that keeps everything in memory, as befits what may be lost. */
export async function startRedisServer({ folder, leash, url }: RedisOptions): Promise<RedisServer> {
  const binary = await findRedis()
  mkdirSync(folder, { recursive: true })
  const address = new URL(url ?? `redis://:${randomBytes(12).toString('hex')}@127.0.0.1:${await freePort()}`)
  const child = leash.start(binary, serverArguments(folder, address), {
    stdio: ['ignore', 'pipe', 'pipe'],
    stage: stages.store,
  })
  await untilReady(child)
  return { url: address.href, child, stop: () => endProcess(child, STOP_GRACE_MS) }
}

function serverArguments(folder: string, { port, password }: URL): string[] {
  const settings = {
    bind: '127.0.0.1',
    port,
    dir: folder,
    requirepass: password,
    save: '',
    appendonly: 'no',
    maxmemory: '64mb',
    'maxmemory-policy': 'allkeys-lru',
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

function untilReady(child: ChildProcess): Promise<void> {
  const printed: string[] = []
  const ready = new Promise<void>((resolve, reject) => {
    const read = (line: string) => {
      printed.push(line)
      if (line.includes('Ready to accept connections')) resolve()
    }
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', read)
    child.once('error', reject)
    child.once('exit', () => reject(new StartError(`Redis ended while starting:\n${printed.join('\n')}`)))
  })
  const tooLate = sleep(START_DEADLINE_MS, undefined, { ref: false }).then(() => {
    throw new StartError(`Redis does not get ready:\n${printed.join('\n')}`)
  })
  return Promise.race([ready, tooLate])
}

async function findRedis(): Promise<string> {
  const found = await firstOnPath()
  if (found) return found
  if (!mayInstall()) throw new StartError(howToInstall)
  await installServer('redis-server', () => {})
  const installed = await firstOnPath()
  if (!installed) throw new StartError(howToInstall)
  return installed
}

async function firstOnPath(): Promise<string | undefined> {
  for (const name of names) {
    try {
      const { stdout } = await run(name, ['--version'])
      if (Number(/\bv=(\d+)/.exec(stdout)?.[1]) >= OLDEST) return name
    } catch {
      // Not there: the next may be.
    }
  }
  return undefined
}
