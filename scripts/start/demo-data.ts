import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DatabaseUrls } from '../services/databases.ts'
import { type Leash, stages } from '../services/leash.ts'
import { StartError } from '../services/start-error.ts'
import type { Output } from './output.ts'

export interface DemoDataParts {
  urls: DatabaseUrls
  leash: Leash
  output: Output
}

/** Airports, timetable, fares and accounts to try things with; running it again adds only what a new day needs. */
export async function loadDemoData({ urls, leash, output }: DemoDataParts): Promise<void> {
  const script = fileURLToPath(new URL('../demo-data.ts', import.meta.url))
  const child = leash.start(process.execPath, [script], {
    stage: stages.service,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      FLIGHT_DATABASE_URL: urls.flight,
      USER_DATABASE_URL: urls.user,
      BOOKING_DATABASE_URL: urls.booking,
    },
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    if (stream) output.show('demo data', stream, (line) => lines.push(line))
  const [code, signal] = await once(child, 'close')
  if (code !== 0) {
    throw new StartError(
      `Loading the demo data failed (${signal ?? `exit code ${code}`}):\n${lines.slice(-15).join('\n')}`,
    )
  }
}
