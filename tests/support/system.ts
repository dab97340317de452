import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/services/ports.ts'
import { type TestClient, testClient } from './client.ts'
import { type TestProcess, testProcesses } from './process.ts'

export interface TestSystem extends TestClient {
  url: string
  launcher: TestProcess
  dataFolder: string
  stop(): Promise<void>
}

// A first start on a bare machine may have to install a database server.
const READY_WITHIN_MS = 240_000

/** The whole system as `npm start` runs it, on a port and in a folder of its own. */
export async function startSystem(env: NodeJS.ProcessEnv = {}): Promise<TestSystem> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'skygraph-system-'))
  const processes = testProcesses()
  const port = await freePort()
  const launcher = await processes.start(
    'scripts/start.ts',
    { ...env, PORT: String(port), SKYGRAPH_DATA: dataFolder },
    { readyWithinMs: READY_WITHIN_MS },
  )
  return {
    ...testClient(launcher.url),
    url: launcher.url,
    launcher,
    dataFolder,
    async stop() {
      await launcher.kill('SIGTERM')
      await processes.stop()
      await rm(dataFolder, { recursive: true })
    },
  }
}
