import { type ChildProcess, execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { endProcess, type Leash, stages } from './leash.ts'
import { cacheFolder } from './maven.ts'
import { aptGet, mayInstallMysql as mayInstall } from './mysql-install.ts'
import { StartError } from './start-error.ts'

const run = promisify(execFile)
const BUILD_DEADLINE_MS = 15 * 60_000
const START_DEADLINE_MS = 60_000
const STOP_GRACE_MS = 5000

// Checked by Go against its checksum database. Of August 2026; of those before only 0.148.0 of 2022 is to be had.
const module = { path: 'github.com/stripe/stripe-mock', version: 'v0.203.0' }

/** Where Debian's golang-go, Go's own archive and a PATH have it. */
const places = ['go', '/usr/local/go/bin/go', '/usr/lib/go/bin/go']

export interface StripeMock {
  url: string
  pid: number
  stop(): Promise<void>
}

/** Stripe's own mock of its API, on a free port: it checks requests against the API's description and keeps no state. */
export async function startStripeMock(leash: Leash): Promise<StripeMock> {
  const binary = await fetchStripeMock()
  // Ports of the system's choice; without an address of its own for HTTPS it would take 12112 on all interfaces.
  const child = leash.start(binary, ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    stage: stages.service,
  })
  const url = `http://${await address(child)}`
  return { url, pid: child.pid ?? 0, stop: () => endProcess(child, STOP_GRACE_MS) }
}

async function address(child: ChildProcess): Promise<string> {
  const printed: string[] = []
  const listening = new Promise<string>((resolve, reject) => {
    const read = (line: string) => {
      printed.push(line)
      const [, found] = /Listening for HTTP at address: (\S+)/.exec(line) ?? []
      if (found) resolve(found)
    }
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', read)
    child.once('error', reject)
    child.once('exit', () => reject(new StartError(`stripe-mock ended while starting:\n${printed.join('\n')}`)))
  })
  const tooLate = sleep(START_DEADLINE_MS, undefined, { ref: false }).then(() => {
    throw new StartError(`stripe-mock does not listen:\n${printed.join('\n')}`)
  })
  return Promise.race([listening, tooLate])
}

/** The program, built once by the Go of this machine. Two at once are safe, as it appears in one rename. */
export async function fetchStripeMock(): Promise<string> {
  const target = join(cacheFolder(), `stripe-mock-${module.version}`)
  if (existsSync(target)) return target
  const go = (await findGo()) ?? (await installGo())
  mkdirSync(cacheFolder(), { recursive: true })
  const work = mkdtempSync(`${target}.`)
  try {
    await build(go, work)
    renameSync(join(work, 'stripe-mock'), target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return target
}

/**
 * As `go install` would, but for the go.mod: it asks for Go 1.22.1, which the Go 1.19 of Debian 12 cannot even read,
 * while nothing in the code needs more than 1.16.
 */
async function build(go: string, work: string): Promise<void> {
  const call = (args: string[], cwd: string) =>
    run(go, args, {
      cwd,
      timeout: BUILD_DEADLINE_MS,
      env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0' },
    })
  try {
    const { stdout } = await call(['mod', 'download', '-json', `${module.path}@${module.version}`], work)
    const { Dir: source } = JSON.parse(stdout) as { Dir: string }
    const modfile = join(work, 'go.mod')
    writeFileSync(modfile, readFileSync(join(source, 'go.mod'), 'utf8').replace(/^go .*$/m, 'go 1.16'))
    writeFileSync(join(work, 'go.sum'), readFileSync(join(source, 'go.sum')))
    await call(['build', `-modfile=${modfile}`, '-o', join(work, 'stripe-mock'), '.'], source)
  } catch (cause) {
    throw new StartError(`stripe-mock could not be built by ${go}: ${(cause as Error).message}`, { cause })
  }
}

async function findGo(): Promise<string | undefined> {
  for (const place of places) {
    const answers = await run(place, ['version']).then(
      () => true,
      () => false,
    )
    if (answers) return place
  }
  return undefined
}

async function installGo(): Promise<string> {
  if (!mayInstall()) {
    throw new StartError('Go is not installed: install it, on Debian or Ubuntu `apt-get install golang-go`.')
  }
  await aptGet(['update', '-q'], () => {})
  await aptGet(['install', '-y', '-q', '--no-install-recommends', 'golang-go', 'ca-certificates'], () => {})
  const go = await findGo()
  if (!go) throw new StartError('apt-get installed golang-go, and there is no `go` on the PATH.')
  return go
}
