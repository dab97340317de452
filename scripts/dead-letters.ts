/**
 * npm run dead-letters [-- replay] [--group NAME] [--topic NAME] [--event ID]
 * Shows the events that consumers gave up, with the reason, or sends those that match once more. KAFKA_BROKERS, or
 * BUS_URL=mysql://user:password@host:port/skygraph_bus for the embedded bus.
 */
import { parseArgs } from 'node:util'
import { busConfig, openBus } from '#lib/bus/open-bus.ts'
import { ConfigError, readConfig } from '#lib/config.ts'
import { type DeadLetter, readDeadLetters, replayDeadLetters } from '#lib/dead-letter.ts'
import { createLog } from '#lib/log.ts'

const usage = 'Usage: npm run dead-letters [-- replay] [--group NAME] [--topic NAME] [--event ID]'

interface Choice {
  group?: string | undefined
  topic?: string | undefined
  event?: string | undefined
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { group: { type: 'string' }, topic: { type: 'string' }, event: { type: 'string' } },
  })
  const [verb = 'list', ...others] = positionals
  if (!['list', 'replay'].includes(verb) || others.length > 0) throw new ConfigError(usage)
  await run(verb === 'replay', values)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

async function run(replay: boolean, choice: Choice): Promise<void> {
  const bus = await openBus(readConfig(busConfig), 'dead-letters', createLog('dead-letters'))
  try {
    const letters = (await readDeadLetters(bus)).filter((letter) => matches(letter, choice))
    for (const letter of letters) console.log(describe(letter))
    if (replay) await replayDeadLetters(bus, letters)
    console.log(`${letters.length} dead letters${replay ? ', sent once more' : ''}`)
  } finally {
    await bus.close()
  }
}

const matches = (letter: DeadLetter, { group, topic, event }: Choice) =>
  (group === undefined || letter.group === group) &&
  (topic === undefined || letter.topic === topic) &&
  (event === undefined || named(letter).id === event)

const describe = (letter: DeadLetter) => {
  const { type, id } = named(letter)
  return `${letter.at}  ${letter.group}  ${letter.topic}  ${type}  ${id}  key ${letter.key}\n  ${letter.reason}`
}

/** As far as it can be read: some are dead letters because they cannot. */
function named({ value }: DeadLetter): { id: string; type: string } {
  try {
    const { id, type } = JSON.parse(value) as { id?: unknown; type?: unknown }
    return { id: String(id), type: String(type) }
  } catch {
    return { id: '-', type: 'not JSON' }
  }
}
