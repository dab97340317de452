import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, errorCode } from './connection.ts'
import { endProcess, killGroup, type Leash, stages } from './leash.ts'
import { findInstallDb, type MysqlBinary } from './mysql-binary.ts'
import { explainFailure, refuseFullDisk } from './mysql-failure.ts'
import { freePort, isPortFree } from './ports.ts'
import { StartError } from './start-error.ts'

const START_DEADLINE_MS = 90_000
const STOP_GRACE_MS = 30_000
const INITIALISE_DEADLINE_MS = 180_000
const ADMIN = 'skygraph_admin'
const nothing = () => {}

export interface MysqlServer {
  /** Of a user who may do everything; names no database */
  adminUrl: string
  /** Settles when an embedded server has ended, for whatever reason; never for a server that is not ours. */
  ended: Promise<void>
  stop(): Promise<void>
}

export interface MysqlOptions {
  binary: MysqlBinary
  /** Holds the data, the log and what is needed to find a running server again */
  folder: string
  leash: Leash
  onProgress(line: string): void
  /** False only for throw-away data: commits are then not flushed to the disk one by one. */
  durable?: boolean
}

export interface State {
  port: number
  password: string
}

/** Starts a private server on loopback over `folder`, where an earlier one may have left its data, or itself. */
export async function startMysqlServer(options: MysqlOptions): Promise<MysqlServer> {
  const { folder } = options
  makePrivateFolder(folder)
  refuseFullDisk(folder)
  const state = readState(folder)
  if (state) await endLeftOver(folder, state)
  if (!existsSync(join(folder, 'data'))) await initialise(options)
  return launch(options, {
    // The same port as before where it is free: who was connected finds a restarted server again.
    port: state && (await isPortFree(state.port)) ? state.port : await freePort(),
    password: state?.password ?? randomBytes(18).toString('base64url'),
  })
}

function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, '.writable'), '')
  } catch (error) {
    throw new StartError(
      `Cannot write in ${folder} (${errorCode(error)}): give this user the right, or set SKYGRAPH_DATA.`,
    )
  }
}

/** How to reach the server whose data is in the folder; undefined: there is none yet. */
export function readState(folder: string): State | undefined {
  const file = join(folder, 'state.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as State) : undefined
}

/**
 * A killed start leaves its server to the reaper, which may be ending it just now; where that was killed too, it runs
 * on. Neither is worth keeping: a start of our own takes a fraction of a second.
 */
async function endLeftOver(folder: string, state: State): Promise<void> {
  const pid = readPid(folder)
  if (pid === undefined || !(await isOurServer(pid, { folder, state }))) return
  const deadline = Date.now() + STOP_GRACE_MS
  process.kill(pid, 'SIGTERM')
  while (isAlive(pid) && Date.now() < deadline) await sleep(50)
  if (isAlive(pid)) killGroup(pid)
}

/** Its number may since belong to another program. */
async function isOurServer(pid: number, { folder, state }: { folder: string; state: State }): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (!existsSync('/proc/self/cmdline')) return answers(urlOf(state))
  const commandLine = `/proc/${pid}/cmdline`
  return existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes(join(folder, 'data'))
}

/** Into a folder beside it first: an interrupted start must not leave half a data folder. */
async function initialise({ binary, folder, leash, onProgress }: MysqlOptions): Promise<void> {
  onProgress(`making a ${binary.flavour} ${binary.version} data folder in ${folder}`)
  const target = join(folder, 'data.new')
  rmSync(target, { recursive: true, force: true })
  const logFile = join(folder, 'initialise.log')
  writeFileSync(logFile, '')
  const log = openSync(logFile, 'a')
  const [command, args] = initialiseCommand(binary, target)
  const child = leash.start(command, args, { stage: stages.store, stdio: ['ignore', log, log] })
  const timer = setTimeout(() => child.pid && killGroup(child.pid), INITIALISE_DEADLINE_MS)
  const [code] = await once(child, 'exit')
  clearTimeout(timer)
  closeSync(log)
  if (code !== 0) {
    rmSync(target, { recursive: true, force: true })
    throw explainFailure(`${binary.path} could not make its data folder`, logFile, '')
  }
  renameSync(target, join(folder, 'data'))
}

function initialiseCommand(binary: MysqlBinary, target: string): [string, string[]] {
  const common = ['--no-defaults', `--datadir=${target}`, `--user=${userInfo().username}`]
  if (binary.flavour === 'mysql') return [binary.path, [...common, '--initialize-insecure']]
  const installDb = findInstallDb(binary)
  if (!installDb)
    throw new StartError(`There is ${binary.path}, but no mariadb-install-db: install mariadb-server whole.`)
  return [installDb, [...common, '--auth-root-authentication-method=normal', '--skip-test-db']]
}

async function launch(options: MysqlOptions, state: State): Promise<MysqlServer> {
  const { binary, folder, leash } = options
  const logFile = join(folder, 'mysqld.log')
  writeFileSync(logFile, '')
  writeInitFile(folder, state.password)
  const log = openSync(logFile, 'a')
  const args = serverArguments(options, state.port)
  const child = leash.start(binary.path, args, { stage: stages.store, stdio: ['ignore', log, log] })
  closeSync(log)
  // Written before it answers: should we be killed now, the next start finds it by this.
  writeFileSync(join(folder, 'state.json'), JSON.stringify(state), { mode: 0o600 })
  const adminUrl = urlOf(state)
  const ended = once(child, 'exit').then(nothing, nothing)
  try {
    await untilAnswers(child, adminUrl)
  } catch {
    await stopChild(child)
    const remedy = `Repair or remove it; \`npm start -- --reset\` begins anew and loses its data.`
    throw explainFailure(`The MySQL server did not start on ${join(folder, 'data')}`, logFile, remedy)
  }
  return { adminUrl, ended, stop: () => stopChild(child) }
}

/** Runs at every start, so that a lost or copied state file never locks us out: who may start mysqld owns the data. */
function writeInitFile(folder: string, password: string): void {
  const lines = [
    `CREATE USER IF NOT EXISTS '${ADMIN}'@'%' IDENTIFIED BY '${password}';`,
    `ALTER USER '${ADMIN}'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO '${ADMIN}'@'%' WITH GRANT OPTION;`,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    // What mariadb-install-db makes without a password.
    ...['127.0.0.1', '::1', hostname()].map((host) => `DROP USER IF EXISTS 'root'@'${host}';`),
    `DROP USER IF EXISTS ''@'localhost';`,
  ]
  writeFileSync(join(folder, 'init.sql'), `${lines.join('\n')}\n`, { mode: 0o600 })
}

function serverArguments({ folder, durable = true }: MysqlOptions, port: number): string[] {
  return [
    '--no-defaults',
    `--user=${userInfo().username}`,
    `--datadir=${join(folder, 'data')}`,
    `--pid-file=${join(folder, 'mysqld.pid')}`,
    `--init-file=${join(folder, 'init.sql')}`,
    `--socket=${socketPath(folder, port)}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    // MySQL's second protocol would take the same port in every copy.
    '--loose-mysqlx=OFF',
    '--skip-log-bin',
    '--performance-schema=OFF',
    '--max-connections=400',
    '--transaction-isolation=READ-COMMITTED',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--default-time-zone=+00:00',
    '--innodb-buffer-pool-size=256M',
    `--innodb-flush-log-at-trx-commit=${durable ? 1 : 0}`,
  ]
}

/** Nothing here uses the socket, but the server insists on one, and its path may have 107 bytes at most. */
function socketPath(folder: string, port: number): string {
  const path = join(folder, 'mysqld.sock')
  return Buffer.byteLength(path) < 100 ? path : join(tmpdir(), `skygraph-${port}.sock`)
}

async function untilAnswers(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS
  let failed: Error | undefined
  child.once('error', (error) => (failed = error))
  while (Date.now() < deadline) {
    if (failed) throw failed
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended')
    if (await answers(url)) return
    await sleep(50)
  }
  throw new Error('the server did not answer in time')
}

async function answers(url: string): Promise<boolean> {
  try {
    const connection = await connect(url)
    await connection.end()
    return true
  } catch {
    return false
  }
}

const stopChild = (child: ChildProcess) => endProcess(child, STOP_GRACE_MS)

const urlOf = ({ port, password }: State) => `mysql://${ADMIN}:${password}@127.0.0.1:${port}`

function readPid(folder: string): number | undefined {
  const file = join(folder, 'mysqld.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
