import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild, startChildAtPort } from './child.ts'
import { benchSupergraph } from './supergraph.ts'

/** This gateway, its peer and the least there is over the same subgraphs, and where the load comes from; a process each. */
export interface Lab {
  ours: Child
  stock: Child
  bare: Child
  load: Child
  /** Of signed-in users. */
  tokens: string[]
  end(): Promise<void>
}

const SECRET = 'a secret of the benchmark, long enough to sign with'

export async function openLab(): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'skygraph-bench-gateway-'))
  const log = await open(join(folder, 'gateway.log'), 'w')
  const children: Child[] = []
  const end = async () => {
    for (const child of children.reverse()) await child.stop()
    await log.close()
    await rm(folder, { recursive: true })
  }
  const started = async (child: Promise<Child>) => {
    children.push(await child)
    return child
  }
  try {
    const subgraphs = await started(startChild(new URL('./subgraphs.ts', import.meta.url)))
    const file = join(folder, 'supergraph.graphql')
    await writeFile(file, benchSupergraph(subgraphs.url))
    const env = { SUPERGRAPH_FILE: file }
    const identity = { USER_URL: subgraphs.url, GATEWAY_SECRET: SECRET, LOG_LEVEL: 'info' }
    const main = new URL('../../gateway/main.ts', import.meta.url)
    const ours = await started(startChildAtPort(main, { env: { ...env, ...identity }, stdout: log.fd }))
    const stock = await started(startChild(new URL('./stock.ts', import.meta.url), { env }))
    const bareEnv = { SUBGRAPHS_URL: subgraphs.url }
    const bare = await started(startChild(new URL('./bare.ts', import.meta.url), { env: bareEnv }))
    const load = await started(startChild(new URL('./load-process.ts', import.meta.url)))
    const tokens = (await (await fetch(`${subgraphs.url}/tokens`)).json()) as string[]
    return { ours, stock, bare, load, tokens, end }
  } catch (error) {
    await end()
    throw error
  }
}
