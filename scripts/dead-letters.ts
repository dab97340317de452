/**
 * npm run dead-letters [-- replay] [--group NAME] [--topic NAME] [--event ID]
 * Shows the events that consumers gave up, with the reason, or sends those that match once more. What cannot be read as
 * one is shown and never sent. Exit code 2: not all could be read. KAFKA_BROKERS, or
 * BUS_URL=mysql://user:password@host:port/skygraph_bus for the embedded bus.
 */
import { parseArgs } from 'node:util'
import type { BusMessage } from '#lib/bus/event-bus.ts'
import { busConfig, openBus } from '#lib/bus/open-bus.ts'
import { TopicUnread } from '#lib/bus/read-topic.ts'
import { ConfigError, readConfig } from '#lib/config.ts'
import { type DeadLetter, readDeadLetters, replayDeadLetters } from '#lib/dead-letter.ts'
import { createLog } from '#lib/log.ts'

const usage = 'Usage: npm run dead-letters [-- replay] [--group NAME] [--topic NAME] [--event ID]'

/** Characters of what cannot be read */
const MOST_SHOWN = 200

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
  process.exitCode = error instanceof TopicUnread ? 2 : 1
}

async function run(replay: boolean, choice: Choice): Promise<void> {
  const bus = await openBus(readConfig(busConfig), 'dead-letters', createLog('dead-letters'))
  try {
    const found = await readDeadLetters(bus)
    const letters = found.letters.filter((letter) => matches(letter, choice))
    for (const message of found.unreadable) console.log(describeUnreadable(message))
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

const describeUnreadable = ({ key, value }: BusMessage) => `unreadable  key ${key}\n  ${value.slice(0, MOST_SHOWN)}`

/** As far as it can be read: some are dead letters because they cannot. */
function named({ value }: DeadLetter): { id: string; type: string } {
  try {
    const { id, type } = JSON.parse(value) as { id?: unknown; type?: unknown }
    return { id: String(id), type: String(type) }
  } catch {
    return { id: '-', type: 'not JSON' }
  }
}
