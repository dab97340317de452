/**
 * One MySQL server, one Kafka broker and one stripe-mock for the whole run, each started when the first test asks for
 * it. Tests run in workers of their own and ask over HTTP. Whatever ends this process, SIGKILL too, ends the servers
 * and removes their folders.
 */
import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findChromium } from '../../scripts/services/chromium.ts'
import { type DatabaseName, databaseNames } from '../../scripts/services/database-names.ts'
import { startKafkaServer } from '../../scripts/services/kafka-server.ts'
import { createLeash, type Leash } from '../../scripts/services/leash.ts'
import { startStripeMock } from '../../scripts/services/stripe-mock.ts'
import { startTestMysql } from './mysql.ts'
import { makeTemplate } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    servicesUrl: string
  }
}

interface Services {
  url: string
  users: number
  stop(): Promise<void>
}

/** Two vitest projects share this file, in one process. */
const shared = globalThis as { skygraphTestServices?: Promise<Services> }

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  shared.skygraphTestServices ??= startServices()
  const services = await shared.skygraphTestServices
  services.users++
  provide('servicesUrl', services.url)
  return async () => {
    if (--services.users > 0) return
    delete shared.skygraphTestServices
    await services.stop()
  }
}

async function startServices(): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), 'skygraph-test-'))
  const leash = createLeash()
  leash.removeAtEnd(folder)
  const server = await serve(offers(folder, leash))
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    server.close()
    server.closeAllConnections()
    await leash.release()
  }
  return { url: `http://127.0.0.1:${port}`, users: 0, stop }
}

/** What a test may ask for, by path; each is made once. */
function offers(folder: string, leash: Leash): Record<string, () => Promise<unknown>> {
  const mysql = once(() => startTestMysql(join(folder, 'mysql'), leash))
  const kafka = once(async () => ({ brokers: (await startKafkaServer(join(folder, 'kafka'), leash)).brokers }))
  const stripeMock = once(async () => ({ url: (await startStripeMock(leash)).url }))
  const chromium = once(async () => ({ path: await findChromium((line) => console.log(`chromium  ${line}`)) }))
  const template = (name: DatabaseName) => once(async () => makeTemplate(await mysql(), name))
  const templates = databaseNames.map((name) => [`/template/${name}`, template(name)] as const)
  const others = { '/chromium': chromium, '/kafka': kafka, '/mysql': mysql, '/stripe-mock': stripeMock }
  return { ...others, ...Object.fromEntries(templates) }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

function serve(offered: Record<string, () => Promise<unknown>>): Promise<Server> {
  const server = createServer(async (request, response) => {
    try {
      const offer = offered[request.url ?? '']
      if (!offer) throw new Error(`the test services have no ${request.url}`)
      response.end(JSON.stringify(await offer()))
    } catch (error) {
      response.writeHead(500).end((error as Error).message)
    }
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
