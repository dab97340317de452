import { randomBytes } from 'node:crypto'
import { signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { connect } from '../../scripts/services/connection.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type PaymentWorld, paymentWorld } from '../support/payments.ts'
import { type TestProcess, testProcesses } from '../support/process.ts'

export type TwoProcesses = [TestProcess, TestProcess]

export interface PaymentProcesses {
  world: PaymentWorld
  /** Two booking processes on the world's database, one bus and one provider. */
  startTwo(more?: NodeJS.ProcessEnv): Promise<TwoProcesses>
  /** Starts another subgraph on the same bus. */
  start(main: string, env: NodeJS.ProcessEnv): Promise<TestProcess>
  /** What the bus has carried of a type with a key. */
  carried(type: string, key: string): Promise<number>
  /** Ends the processes that run, each of which must end by itself with 0. */
  endAll(): Promise<void>
  /** One operation with one root field, whose answer is given back. @throws what the answer holds of errors */
  ask<T>(process: TestProcess, viewer: Viewer, operation: { query: string; input: object }): Promise<T>
  stop(): Promise<void>
}

export async function paymentProcesses(): Promise<PaymentProcesses> {
  const world = await paymentWorld()
  const bus: TestDatabase = await testDatabase('bus')
  const gatewaySecret = randomBytes(24).toString('hex')
  const processes = testProcesses()
  const running: TestProcess[] = []
  const common = {
    BUS_URL: bus.url,
    GATEWAY_SECRET: gatewaySecret,
    LINK_SECRET: world.deps.linkSecret,
    PUBLIC_URL: world.deps.publicUrl,
  }
  const start = async (main: string, env: NodeJS.ProcessEnv) => {
    const started = await processes.start(main, { ...common, ...env })
    running.push(started)
    return started
  }
  return {
    world,
    start,
    async startTwo(more = {}) {
      const env = {
        DATABASE_URL: world.database.url,
        PAYMENT_URL: world.providerUrl,
        PAYMENT_WEBHOOK_SECRET: world.webhookSecret,
        ...more,
      }
      const one = () => start('subgraphs/booking/main.ts', env)
      return Promise.all([one(), one()])
    },
    async carried(type, key) {
      const connection = await connect(bus.adminUrl)
      try {
        const found = await connection.query('SELECT value FROM message WHERE message_key = ?', [key])
        return found.filter((row: { value: string }) => JSON.parse(row.value).type === type).length
      } finally {
        await connection.end()
      }
    },
    async endAll() {
      const codes = await Promise.all(running.splice(0).map(({ kill }) => kill('SIGTERM')))
      if (codes.some((code) => code !== 0)) throw new Error(`Processes ended with ${codes.join()}.`)
    },
    async ask(process, viewer, { query, input }) {
      const response = await fetch(`${process.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signViewer(gatewaySecret, viewer) },
        body: JSON.stringify({ query, variables: { i: input } }),
      })
      const { data, errors } = (await response.json()) as { data?: Record<string, never>; errors?: unknown }
      if (errors || !data) throw new Error(JSON.stringify(errors))
      return Object.values(data)[0] as never
    },
    async stop() {
      await processes.stop()
      await world.stop()
      await bus.drop()
    },
  }
}
