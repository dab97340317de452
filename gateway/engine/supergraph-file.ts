import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { ApolloGateway } from '@apollo/gateway'
import type { Log } from '#lib/log.ts'
import { apolloLog } from './apollo-log.ts'

// ApolloGateway reports to its maker unless told not to, and looks when it is made.
process.env.APOLLO_TELEMETRY_DISABLED = 'true'

export interface SupergraphFile {
  close(): Promise<void>
}

/** A supergraph that could be used. */
export interface Candidate {
  take(): Promise<void>
  drop(): Promise<void>
}

/**
 * Follows the file of a supergraph, with Apollo's gateway as the judge of what is one. What `prepare` throws of the first
 * content is thrown; later a broken file is told of once, and what was in use stays. The file is looked at by name, so it
 * may be renamed over, deleted and made again, or stand behind a link that moves.
 */
export async function followSupergraph(
  file: string,
  { log, pollMs, onRefused }: { log: Log; pollMs: number; onRefused(): void },
  prepare: (sdl: string) => Promise<Candidate>,
): Promise<SupergraphFile> {
  let used = await readFile(file, 'utf8')
  let update: (sdl: string) => void = () => {}
  const gateway = new ApolloGateway({
    logger: apolloLog(log),
    async supergraphSdl(options) {
      update = options.update
      return { supergraphSdl: used, cleanup: async () => {} }
    },
  })
  const first = await prepare(used)
  await judged(first, () => gateway.load())
  await first.take()

  let closed = false
  const follow = async () => {
    try {
      const sdl = await readFile(file, 'utf8')
      if (sdl === used) return
      const candidate = await prepare(sdl)
      if (closed) return await candidate.drop()
      await judged(candidate, () => update(sdl))
      used = sdl
      await candidate.take()
      log.info({ file }, 'supergraph reloaded')
    } catch (error) {
      if (closed) return
      onRefused()
      log.error({ err: error, file }, 'the changed supergraph is unusable, the old one stays')
    }
  }
  // One after the other: a change during a reload is looked at when that is over.
  let following = Promise.resolve()
  const changed = () => {
    following = following.then(follow)
  }
  watchFile(file, { interval: pollMs, persistent: false }, changed)
  // The watch tells nothing of a change before its own first look.
  changed()
  return {
    async close() {
      closed = true
      unwatchFile(file, changed)
      await following
      await gateway.stop()
    },
  }
}

async function judged(candidate: Candidate, judge: () => unknown): Promise<void> {
  try {
    await judge()
  } catch (error) {
    await candidate.drop()
    throw error
  }
}
