import { connect, errorCode, serverMessage } from './connection.ts'
import type { Leash } from './leash.ts'
import { findMysqlBinary, type MysqlBinary } from './mysql-binary.ts'
import { installMysql, mayInstallMysql } from './mysql-install.ts'
import { type MysqlServer, startMysqlServer } from './mysql-server.ts'
import { StartError } from './start-error.ts'

const threeWaysOut = `No MySQL-compatible server was found. Any one of these will do:
  1. set DATABASE_URL=mysql://user:password@host:3306 to a server you have (MySQL 8.0.15 or newer, MariaDB 10.6 or newer)
  2. install one so that mysqld or mariadbd is on the PATH (brew install mariadb, dnf install mariadb-server, …)
  3. on Debian or Ubuntu, start as root once: it installs mariadb-server by itself`

export interface FindOptions {
  /** A server that exists already; the rest is for an embedded one */
  databaseUrl: string | undefined
  folder: string
  leash: Leash
  onProgress(line: string): void
}

/** The server of DATABASE_URL, else an embedded one on a private folder. Throws StartError. */
export async function findMysql({ databaseUrl, folder, leash, onProgress }: FindOptions): Promise<MysqlServer> {
  if (databaseUrl) return useExisting(databaseUrl)
  const binary = await binaryOrInstall(onProgress)
  return startMysqlServer({ binary, folder, leash, onProgress })
}

async function useExisting(databaseUrl: string): Promise<MysqlServer> {
  const { host, username } = new URL(databaseUrl)
  try {
    const connection = await connect(databaseUrl)
    await connection.end()
  } catch (error) {
    throw new StartError(
      `DATABASE_URL: no connection to ${host} as ${username} (${errorCode(error)}): ${serverMessage(error)}`,
    )
  }
  return { adminUrl: databaseUrl, ended: new Promise(() => {}), stop: async () => {} }
}

export async function binaryOrInstall(onProgress: (line: string) => void): Promise<MysqlBinary> {
  const found = await findMysqlBinary()
  if (found) return found
  if (!mayInstallMysql()) throw new StartError(threeWaysOut)
  await installMysql(onProgress)
  const installed = await findMysqlBinary()
  if (!installed) throw new StartError(threeWaysOut)
  return installed
}
