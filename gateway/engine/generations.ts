import type { Log } from '#lib/log.ts'
import { refusalsOf } from '../errors.ts'
import type { GatewayMetrics } from '../metrics.ts'
import { createDocuments, type Documents, type KnownOperation, type PlanMetrics } from './documents.ts'
import { startPlanning } from './planning/planning-thread.ts'
import { type LoadedSupergraph, loadSupergraph } from './supergraph.ts'
import { followSupergraph, type SupergraphFile } from './supergraph-file.ts'

/** One supergraph in use, with all that was planned over it. Operations that run keep theirs to their end. */
export interface Generation {
  readonly supergraph: LoadedSupergraph
  readonly documents: Documents
}

export interface Generations {
  current(): Generation
  /** Loads the supergraph and prepares the operations known beforehand, then follows the file. */
  start(): Promise<void>
  /** Waits for nothing: what is being planned is refused, a supergraph being loaded is dropped. */
  stop(): Promise<void>
}

export interface GenerationsOptions {
  file: string
  /** Base address by subgraph name, over what the supergraph says. */
  baseUrls: Readonly<Record<string, string>>
  introspection: boolean
  /** What an operation may cost, where it is not the usual. */
  maxCost: number | undefined
  /** How often the file is looked at. */
  pollMs?: number
  /** Prepared before the gateway says that it is ready. */
  warmOperations: readonly KnownOperation[]
  metrics?: PlanMetrics & Pick<GatewayMetrics, 'supergraphLoads'>
  log: Log
}

/** Of the old supergraph's operations so many are prepared for the new one before it is taken into use. */
const CARRIED_OVER = 200
const WARMING_MS = 10_000
const POLL_MS = 1_000

/** The supergraph of the moment: a changed file becomes the next generation once it is ready, a broken one never does. */
export function createGenerations(options: GenerationsOptions): Generations {
  const { file, log, metrics, pollMs = POLL_MS } = options
  const onRefused = () => metrics?.supergraphLoads.inc({ outcome: 'refused' })
  const stopping = new AbortController()
  let current: Living | undefined
  let source: SupergraphFile | undefined
  const living = () => {
    if (!current) throw new Error('No supergraph is loaded.')
    return current
  }
  return {
    current: living,
    async start() {
      source = await followSupergraph(file, { log, pollMs, onRefused }, async (sdl) => {
        const next = await bringUp(sdl, options, stopping.signal)
        const operations = current?.documents.mostUsed(CARRIED_OVER) ?? options.warmOperations
        await warm(next.documents, operations, { log, signal: stopping.signal })
        return {
          async take() {
            const old = current
            current = next
            metrics?.supergraphLoads.inc({ outcome: 'loaded' })
            await old?.close()
          },
          drop: () => next.close(),
        }
      })
    },
    async stop() {
      stopping.abort()
      await source?.close()
      await current?.close()
    },
  }
}

interface Living extends Generation {
  close(): Promise<void>
}

/** @throws what is wrong with the supergraph, found in the thread that plans before anything is done in this one */
async function bringUp(
  sdl: string,
  { baseUrls, introspection, maxCost, metrics, log }: GenerationsOptions,
  signal: AbortSignal,
): Promise<Living> {
  const planning = await startPlanning(sdl, { log, signal })
  try {
    const supergraph = loadSupergraph(sdl, baseUrls, maxCost)
    return {
      supergraph,
      documents: createDocuments({ supergraph, planning, introspection, metrics }),
      close: planning.close,
    }
  } catch (error) {
    await planning.close()
    throw error
  }
}

/** A new supergraph without plans would have all its first requests wait for one another's. */
async function warm(
  documents: Documents,
  operations: readonly KnownOperation[],
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<void> {
  const end = performance.now() + WARMING_MS
  let refused = 0
  for (const { text, operationName } of operations) {
    if (signal.aborted || performance.now() > end) break
    await documents.prepare(text, operationName).catch((error: unknown) => {
      refusalsOf(error)
      refused++
    })
  }
  if (refused > 0 && !signal.aborted)
    log.warn({ refused, of: operations.length }, 'operations known beforehand are not valid')
}
