import { fileURLToPath } from 'node:url'
import type { DatabaseUrls } from '../services/databases.ts'
import { freePorts } from '../services/ports.ts'
import type { Secrets } from '../services/secrets.ts'
import type { Settings } from './settings.ts'
import type { ServiceSpec } from './supervisor.ts'

const mains = {
  user: 'subgraphs/user/main.ts',
  flight: 'subgraphs/flight/main.ts',
  booking: 'subgraphs/booking/main.ts',
  notification: 'subgraphs/notification/main.ts',
  gateway: 'gateway/main.ts',
  payments: 'sandbox/payment-provider/main.ts',
  mailbox: 'sandbox/mailbox/main.ts',
  sms: 'sandbox/sms/main.ts',
} as const

export type ServiceName = keyof typeof mains

export interface System {
  specs: ServiceSpec[]
  gatewayUrl: string
  /** undefined where mail goes to a server of somebody's */
  mailboxUrl: string | undefined
  /** undefined where SMS go to a gateway of somebody's, or nowhere */
  smsUrl: string | undefined
}

export interface Parts {
  settings: Settings
  secrets: Secrets
  databaseUrls: DatabaseUrls
  env: NodeJS.ProcessEnv
}

/** Each process's place and environment. A secret goes only to those who need it; the server's admin URL to nobody. */
export async function describeSystem({ settings, secrets, databaseUrls, env }: Parts): Promise<System> {
  const ports = await choosePorts(settings.port)
  const url = (name: ServiceName | 'smtp') => `http://127.0.0.1:${ports[name]}`
  const common = commonEnvironment(settings, env)
  const { GATEWAY_SECRET, LINK_SECRET, AUTH_KEYS, PAYMENT_WEBHOOK_SECRET } = { ...secrets, ...chosenSecrets(env) }
  const bus = settings.kafkaBrokers ? { KAFKA_BROKERS: settings.kafkaBrokers } : { BUS_URL: databaseUrls.bus }
  const subgraph = { ...bus, GATEWAY_SECRET }
  const redis = settings.redisUrl ? { REDIS_URL: settings.redisUrl } : {}
  const SMTP_URL = settings.smtpUrl ?? `smtp://127.0.0.1:${ports.smtp}`
  const names = namesToStart(settings, env)
  const SMS_URL = names.includes('sms') ? `${url('sms')}/messages` : env.SMS_URL
  const needs: Record<ServiceName, NodeJS.ProcessEnv> = {
    user: { ...subgraph, DATABASE_URL: databaseUrls.user, AUTH_KEYS, LINK_SECRET },
    flight: { ...subgraph, ...redis, DATABASE_URL: databaseUrls.flight },
    booking: {
      ...subgraph,
      DATABASE_URL: databaseUrls.booking,
      LINK_SECRET,
      ...paymentEnvironment(env, { PAYMENT_URL: url('payments'), PAYMENT_WEBHOOK_SECRET }),
    },
    notification: {
      ...subgraph,
      DATABASE_URL: databaseUrls.notification,
      LINK_SECRET,
      SMTP_URL,
      SMS_URL,
      SMS_TOKEN: env.SMS_TOKEN,
      BOOKING_URL: url('booking'),
    },
    gateway: {
      ...redis,
      GATEWAY_SECRET,
      HOST: settings.host,
      FLIGHT_URL: url('flight'),
      BOOKING_URL: url('booking'),
      USER_URL: url('user'),
      NOTIFICATION_URL: url('notification'),
      ...(!settings.production && { MAILBOX_URL: url('mailbox') }),
    },
    // Straight to booking: what the provider says must arrive while the gateway restarts, too.
    payments: { PAYMENT_WEBHOOK_SECRET, WEBHOOK_URL: `${url('booking')}/webhooks/payments` },
    mailbox: { SMTP_PORT: String(ports.smtp) },
    sms: {},
  }
  const specs = names.map((name) => ({
    name,
    main: fileURLToPath(new URL(`../../${mains[name]}`, import.meta.url)),
    host: name === 'gateway' ? reachable(settings.host) : '127.0.0.1',
    port: ports[name],
    env: { ...common, ...needs[name], PORT: String(ports[name]) },
  }))
  const gatewayUrl = `http://${settings.host === '127.0.0.1' ? 'localhost' : reachable(settings.host)}:${settings.port}`
  return {
    specs,
    gatewayUrl,
    mailboxUrl: specs.some(({ name }) => name === 'mailbox') ? `${gatewayUrl}/mailbox` : undefined,
    smsUrl: names.includes('sms') ? url('sms') : undefined,
  }
}

/** The stand-ins for the world outside run only where nothing real was named, and never in production. */
function namesToStart({ production, smtpUrl }: Settings, env: NodeJS.ProcessEnv): ServiceName[] {
  const sandbox: ServiceName[] = []
  if (!production && !env.PAYMENT_URL && !paysByStripe(env)) sandbox.push('payments')
  if (!production && !smtpUrl) sandbox.push('mailbox')
  if (!production && !env.SMS_URL) sandbox.push('sms')
  return [...sandbox, 'user', 'flight', 'notification', 'booking', 'gateway']
}

const paysByStripe = ({ PAYMENT_PROVIDER }: NodeJS.ProcessEnv) => PAYMENT_PROVIDER === 'stripe'

/** Stripe signs with a secret that it made: one of ours would only hide that it is missing. */
function paymentEnvironment(env: NodeJS.ProcessEnv, sandbox: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PAYMENT_URL, PAYMENT_WEBHOOK_SECRET, STRIPE_SECRET_KEY } = env
  if (paysByStripe(env)) return { PAYMENT_URL, PAYMENT_WEBHOOK_SECRET, STRIPE_SECRET_KEY }
  return { ...sandbox, ...(PAYMENT_URL && { PAYMENT_URL }) }
}

async function choosePorts(gateway: number): Promise<Record<ServiceName | 'smtp', number>> {
  const [user = 0, flight = 0, booking = 0, notification = 0, payments = 0, mailbox = 0, sms = 0, smtp = 0] =
    await freePorts(8)
  return { gateway, user, flight, booking, notification, payments, mailbox, sms, smtp }
}

const notForServices = [
  'DATABASE_URL',
  'DATABASE_PREFIX',
  'HOST',
  'KAFKA_BROKERS',
  'REDIS_URL',
  'SMTP_URL',
  'SMS_URL',
  'SMS_TOKEN',
  'GATEWAY_SECRET',
  'LINK_SECRET',
  'AUTH_KEYS',
  'PAYMENT_URL',
  'PAYMENT_WEBHOOK_SECRET',
  'STRIPE_SECRET_KEY',
]

function commonEnvironment({ dataFolder, publicUrl }: Settings, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !notForServices.includes(name))
  return { ...Object.fromEntries(kept), SKYGRAPH_DATA: dataFolder, PUBLIC_URL: publicUrl }
}

function chosenSecrets(env: NodeJS.ProcessEnv): Partial<Secrets> {
  const names = ['GATEWAY_SECRET', 'LINK_SECRET', 'AUTH_KEYS', 'PAYMENT_WEBHOOK_SECRET'] as const
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}

/** Everywhere is no address to call. */
const reachable = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)
