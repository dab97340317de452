/**
 * npm run verify [-- --grace PT30S]: whether the invariants of the design hold in a running system, a line each. Reads
 * only, also under load: what may be in passing, such as an event on its way, counts where it stays for the grace.
 *
 * Looks at the system `npm start` runs on SKYGRAPH_DATA; or at the server of DATABASE_URL, or the databases of
 * BOOKING_DATABASE_URL and so on, with KAFKA_BROKERS, PAYMENT_URL and PAYMENT_WEBHOOK_SECRET as the services have them.
 * Exit code: 0 all hold, 1 one is broken, 2 one could not be looked at.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ConfigError, durationMs } from '#lib/config.ts'
import { paint } from './start/output.ts'
import { Away } from './verify/away.ts'
import { entries } from './verify/entries.ts'
import { openSystem } from './verify/system.ts'
import { exitCode, type Result, verify } from './verify/verify.ts'
import { readWhere } from './verify/where.ts'

const SHOWN = 5
const COULD_NOT = 2

const labels = {
  ok: paint('green', 'ok     '),
  broken: paint('red', 'BROKEN '),
  nothing: paint('yellow', 'nothing'),
  away: paint('yellow', 'UNKNOWN'),
} as const

function lineOf(result: Result): string {
  const { invariant, words } = result.entry
  return `${labels[result.state]} ${String(invariant).padStart(2)}  ${words}${detailOf(result)}`
}

function detailOf(result: Result): string {
  switch (result.state) {
    case 'ok':
      return result.seen === undefined ? '' : ` (${result.seen})`
    case 'broken': {
      const { length } = result.offenders
      const more = length > SHOWN ? `; and ${(length - SHOWN).toLocaleString('en')} more` : ''
      return `: ${length.toLocaleString('en')} not so: ${result.offenders.slice(0, SHOWN).join('; ')}${more}`
    }
    case 'nothing':
    case 'away':
      return `: ${result.why}`
  }
}

function readGraceMs(): number {
  const { values } = parseArgs({ options: { grace: { type: 'string', default: 'PT30S' } } })
  if (values.grace === 'PT0S') return 0
  const { data, error } = durationMs.safeParse(values.grace)
  if (error) throw new ConfigError(`--grace ${error.issues[0]?.message}`)
  return data
}

async function run(): Promise<number> {
  const graceMs = readGraceMs()
  if (existsSync('.env')) process.loadEnvFile('.env')
  const system = openSystem(readWhere(process.env))
  try {
    const results = await verify(entries, system, {
      graceMs,
      onResult: (result) => console.log(lineOf(result)),
      onWaiting: (waiting) =>
        console.error(`${waiting.length} may settle: looking again for ${Math.round(graceMs / 1000)} s`),
    })
    const code = exitCode(results)
    const count = (state: Result['state']) => results.filter((r) => r.state === state).length
    console.log(
      `${count('ok')} hold, ${count('broken')} broken, ${count('nothing')} with nothing to look at, ${count('away')} unknown`,
    )
    return code
  } finally {
    await system.close()
  }
}

try {
  process.exitCode = await run()
} catch (error) {
  const forPerson = [Away, ConfigError].some((kind) => error instanceof kind) || error instanceof TypeError
  console.error(forPerson ? (error as Error).message : error)
  process.exitCode = COULD_NOT
}
