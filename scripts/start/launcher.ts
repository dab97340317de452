import { setTimeout as sleep } from 'node:timers/promises'
import { createLeash, type Leash } from '../services/leash.ts'
import { isPortFree } from '../services/ports.ts'
import { readOrMakeSecrets } from '../services/secrets.ts'
import { StartError } from '../services/start-error.ts'
import { writeAddresses } from './addresses.ts'
import { resetDataFolder, takeDataFolder } from './data-folder.ts'
import { loadDemoData } from './demo-data.ts'
import { createOutput, type Output } from './output.ts'
import { describeSystem, type System } from './service-specs.ts'
import type { Settings } from './settings.ts'
import { openStores } from './stores.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'
import { welcome } from './welcome.ts'

const PORT_PATIENCE_MS = 2000

/** A run that ended as it was asked to; `reason` is the signal, or what else made it end. */
class Interrupted extends Error {
  override name = 'Interrupted'
}

interface Run {
  settings: Settings
  output: Output
  leash: Leash
  /** How to stop what runs, last started first */
  undo: Array<() => Promise<void> | void>
  signal: AbortSignal
  onLost(error: Error): void
}

/**
 * Runs the system until a signal says stop, then stops it and returns. Throws when it cannot start or go on. Either
 * way nothing is left running.
 */
export async function launch(settings: Settings): Promise<void> {
  await refuseTakenPort(settings)
  const lock = takeDataFolder(settings.dataFolder)
  const leash = createLeash()
  const output = createOutput()
  const ending = new AbortController()
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason))
  })
  const undo: Run['undo'] = [lock.release, leash.release]
  listenForSignals(ending, () => {
    leash.killAll()
    lock.release()
  })
  try {
    const run = { settings, output, leash, undo, signal: ending.signal, onLost: (error: Error) => ending.abort(error) }
    await Promise.race([start(run), ended])
    await ended
  } catch (error) {
    ending.abort(error)
    output.say('skygraph', 'stopping')
    for (const step of undo.reverse()) await step()
    if (!(error instanceof Interrupted)) throw error
    output.say('skygraph', 'stopped')
  }
}

/** Waits a moment: what a killed start left behind is still being ended. */
async function refuseTakenPort({ port, host }: Settings): Promise<void> {
  const deadline = Date.now() + PORT_PATIENCE_MS
  while (!(await isPortFree(port, host))) {
    if (Date.now() > deadline) {
      throw new StartError(`Port ${port} is in use. Stop what uses it, or choose another: PORT=4100 npm start`)
    }
    await sleep(100)
  }
}

/** The first signal asks everything to stop; the second does not ask. */
function listenForSignals(ending: AbortController, killAll: () => void): void {
  const onSignal = (signal: NodeJS.Signals) => {
    if (!ending.signal.aborted) return ending.abort(new Interrupted(signal))
    killAll()
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  if (process.env.npm_lifecycle_event === 'start') watchParent(() => ending.abort(new Interrupted('npm has gone')))
  // Whoever read our output has gone: `npm start | head`.
  process.stdout.on('error', () => ending.abort(new Interrupted('EPIPE')))
}

/** A killed npm passes no signal on. */
function watchParent(onGone: () => void): void {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && onGone(), 1000).unref()
}

async function start(run: Run): Promise<void> {
  const { settings, output, leash, undo, signal, onLost } = run
  const began = Date.now()
  if (settings.reset) resetDataFolder(settings.dataFolder)
  const secrets = readOrMakeSecrets(settings.dataFolder)
  const stores = await openStores({ settings, secrets, leash, output, onLost })
  undo.push(stores.stop)
  signal.throwIfAborted()
  output.say('mysql', `databases ready (${seconds(began)})`)
  if (!settings.production) await loadDemoData({ urls: stores.urls, leash, output })
  signal.throwIfAborted()
  const system = await describeSystem({ settings, secrets, databaseUrls: stores.urls, env: process.env })
  undo.push(writeAddresses(settings.dataFolder, system.specs).remove)
  const supervisor = createSupervisor(leash, output)
  undo.push(supervisor.stop)
  await startServices(system, supervisor)
  supervisor.started()
  console.log(welcome(system, { demo: !settings.production, took: seconds(began) }))
}

/** Booking comes after flight: what it sells are flights. */
async function startServices({ specs }: System, supervisor: Supervisor): Promise<void> {
  const late = specs.filter(({ name }) => name === 'booking')
  const early = specs.filter(({ name }) => name !== 'booking')
  for (const spec of early) supervisor.start(spec)
  const othersReady = early.filter(({ name }) => name !== 'gateway').map(({ name }) => supervisor.untilReady(name))
  const bookingReady = supervisor.untilReady('flight').then(async () => {
    for (const spec of late) supervisor.start(spec)
    await Promise.all(late.map(({ name }) => supervisor.untilReady(name)))
  })
  await Promise.all([...othersReady, bookingReady])
  await supervisor.untilReady('gateway')
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`
