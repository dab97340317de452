import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { httpUrl, mysqlUrl, port, readConfig, redisUrl } from '#lib/config.ts'
import { StartError } from '../services/start-error.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What the launcher itself needs to know; all else in the environment goes to the services as it is. */
export interface Settings {
  port: number
  host: string
  publicUrl: string
  databaseUrl: string | undefined
  databasePrefix: string
  kafkaBrokers: string | undefined
  redisUrl: string | undefined
  smtpUrl: string | undefined
  /** Absolute */
  dataFolder: string
  /** No demo data, no mailbox, no payment sandbox, and no secret that nobody chose */
  production: boolean
  reset: boolean
}

const shape = {
  PORT: port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: mysqlUrl.optional(),
  DATABASE_PREFIX: z.string().default('skygraph'),
  KAFKA_BROKERS: z.string().optional(),
  REDIS_URL: redisUrl.optional(),
  SMTP_URL: z.string().optional(),
  SKYGRAPH_DATA: z.string().default('.skygraph'),
  NODE_ENV: z.string().optional(),
}

const requiredInProduction = [
  'DATABASE_URL',
  'SMTP_URL',
  'PAYMENT_PROVIDER',
  'PAYMENT_WEBHOOK_SECRET',
  'GATEWAY_SECRET',
  'LINK_SECRET',
  'AUTH_KEYS',
]

export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings {
  const unknown = args.find((arg) => arg !== '--reset')
  if (unknown) throw new StartError(`npm start knows --reset, not ${unknown}.`)
  const config = readConfig(shape, env)
  const production = config.NODE_ENV === 'production'
  const missing = production ? requiredInProduction.filter((name) => !env[name]) : []
  if (missing.length > 0)
    throw new StartError(`NODE_ENV=production: set ${missing.join(', ')}; they have no default there.`)
  if (config.PORT === 0) throw new StartError('PORT must be a port of your choice, not 0.')
  return {
    port: config.PORT,
    host: config.HOST,
    publicUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
    databaseUrl: config.DATABASE_URL,
    databasePrefix: config.DATABASE_PREFIX,
    kafkaBrokers: config.KAFKA_BROKERS,
    redisUrl: config.REDIS_URL,
    smtpUrl: config.SMTP_URL,
    dataFolder: isAbsolute(config.SKYGRAPH_DATA) ? config.SKYGRAPH_DATA : join(root, config.SKYGRAPH_DATA),
    production,
    reset: args.includes('--reset'),
  }
}
