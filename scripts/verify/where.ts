import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { httpUrl, mysqlUrl, readConfig, secret } from '#lib/config.ts'
import { withDatabase } from '../services/connection.ts'
import { type DatabaseName, databaseNames } from '../services/database-names.ts'
import { readState } from '../services/mysql-server.ts'
import type { Secrets } from '../services/secrets.ts'
import { readAddresses } from '../start/addresses.ts'
import { Away } from './away.ts'

/** Where the parts of a system are found; what is undefined was not named and is not under the data folder. */
export interface Where {
  databases: Record<DatabaseName, string>
  kafkaBrokers: string | undefined
  payments: { provider: string; url: string | undefined; secret: string | undefined }
}

const root = fileURLToPath(new URL('../../', import.meta.url))

const shape = {
  DATABASE_URL: mysqlUrl.optional(),
  DATABASE_PREFIX: z.string().default('skygraph'),
  FLIGHT_DATABASE_URL: mysqlUrl.optional(),
  BOOKING_DATABASE_URL: mysqlUrl.optional(),
  USER_DATABASE_URL: mysqlUrl.optional(),
  NOTIFICATION_DATABASE_URL: mysqlUrl.optional(),
  BUS_DATABASE_URL: mysqlUrl.optional(),
  SKYGRAPH_DATA: z.string().default('.skygraph'),
  KAFKA_BROKERS: z.string().optional(),
  PAYMENT_PROVIDER: z.string().default('sandbox'),
  PAYMENT_URL: httpUrl.optional(),
  PAYMENT_WEBHOOK_SECRET: secret.optional(),
}

type Config = ReturnType<typeof readConfig<typeof shape>>

/** One database of the same, for a script that needs no other. @throws Away where there is none */
export function databaseUrlOf(name: DatabaseName, env: NodeJS.ProcessEnv): string {
  const config = readConfig(shape, env)
  const dataFolder = folderOf(config)
  return urlOf(name, config, { dataFolder, secrets: readSecrets(dataFolder) })
}

const folderOf = ({ SKYGRAPH_DATA: folder }: Config): string => (isAbsolute(folder) ? folder : join(root, folder))

/** The system of the environment's settings, as `npm start` reads them. @throws Away where there is none */
export function readWhere(env: NodeJS.ProcessEnv): Where {
  const config = readConfig(shape, env)
  const dataFolder = folderOf(config)
  const secrets = readSecrets(dataFolder)
  const urls = databaseNames.map((name) => [name, urlOf(name, config, { dataFolder, secrets })])
  return {
    databases: Object.fromEntries(urls) as Where['databases'],
    kafkaBrokers: config.KAFKA_BROKERS,
    payments: {
      provider: config.PAYMENT_PROVIDER,
      url: config.PAYMENT_URL ?? readAddresses(dataFolder).payments,
      secret: config.PAYMENT_WEBHOOK_SECRET ?? secrets?.PAYMENT_WEBHOOK_SECRET,
    },
  }
}

/** A database named by itself, of the server that is named, or of the embedded one, there by its own user. */
function urlOf(
  name: DatabaseName,
  config: Config,
  { dataFolder, secrets }: { dataFolder: string; secrets: Secrets | undefined },
): string {
  const own = config[`${name.toUpperCase() as Uppercase<DatabaseName>}_DATABASE_URL`]
  if (own) return own
  const database = `${config.DATABASE_PREFIX}_${name}`
  if (config.DATABASE_URL) return withDatabase(config.DATABASE_URL, database)
  const state = readState(join(dataFolder, 'mysql'))
  if (!state || !secrets) {
    throw new Away(`No system was ever started on ${dataFolder}: set SKYGRAPH_DATA or DATABASE_URL to where one is.`)
  }
  return `mysql://${database}:${secrets.databasePasswords[name]}@127.0.0.1:${state.port}/${database}`
}

function readSecrets(dataFolder: string): Secrets | undefined {
  const file = join(dataFolder, 'secrets.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Secrets) : undefined
}
