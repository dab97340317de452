import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface MysqlBinary {
  path: string
  flavour: 'mysql' | 'mariadb'
  /** Like 10.11.14 */
  version: string
}

/** The oldest the SQL of this project was tried on. */
const oldest = { mysql: [8, 0, 15], mariadb: [10, 6, 0] } as const

/** Daemons lie outside a user's PATH on most systems. */
const usualFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/local/mysql/bin', '/opt/homebrew/bin', '/usr/libexec']

/** The first MySQL-compatible server program that is new enough; undefined when there is none. */
export async function findMysqlBinary(): Promise<MysqlBinary | undefined> {
  const folders = [...new Set([...(process.env.PATH ?? '').split(delimiter), ...usualFolders])]
  for (const path of folders.flatMap((folder) => [join(folder, 'mysqld'), join(folder, 'mariadbd')])) {
    if (!isExecutable(path)) continue
    const binary = await inspectBinary(path)
    if (isNewEnough(binary)) return binary
  }
  return undefined
}

/** Throws when the program does not run. */
export async function inspectBinary(path: string): Promise<MysqlBinary> {
  const { stdout } = await run(path, ['--no-defaults', '--version'])
  const version = /Ver (\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  if (!version) throw new Error(`${path} --version says ${stdout.trim()}`)
  return { path, version, flavour: stdout.includes('MariaDB') ? 'mariadb' : 'mysql' }
}

function isNewEnough({ flavour, version }: MysqlBinary): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [needMajor, needMinor, needPatch] = oldest[flavour]
  return major * 1e6 + minor * 1e3 + patch >= needMajor * 1e6 + needMinor * 1e3 + needPatch
}

/** The program that makes a new MariaDB data folder; MySQL's server does that itself. */
export function findInstallDb(binary: MysqlBinary): string | undefined {
  const folder = dirname(binary.path)
  const folders = [folder, join(folder, '../bin'), join(folder, '../scripts'), '/usr/bin', '/usr/local/bin']
  return folders
    .flatMap((each) => [join(each, 'mariadb-install-db'), join(each, 'mysql_install_db')])
    .find((path) => isExecutable(path))
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
