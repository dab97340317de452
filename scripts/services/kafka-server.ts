import { type ChildProcess, execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'
import { endProcess, type Leash, stages } from './leash.ts'
import { fetchFromMaven } from './maven.ts'
import { freePorts } from './ports.ts'
import { StartError } from './start-error.ts'

const run = promisify(execFile)
const START_DEADLINE_MS = 60_000
const STOP_GRACE_MS = 5000

// 4.4.0 is newer, but one of its artifacts is missing from Maven Central.
const artifact = { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version: '4.3.1' }
const javaOptions = ['-Xmx384m', '-Xms128m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

export interface KafkaServer {
  /** host:port, what KAFKA_BROKERS takes */
  brokers: string
  stop(): Promise<void>
}

/** A real one-node broker, KRaft mode, in `folder`: a new one, or that of a broker that was stopped, with its port. */
export async function startKafkaServer(folder: string, leash: Leash): Promise<KafkaServer> {
  const jars = await fetchFromMaven(artifact, 'copy')
  const java = [...javaOptions, `-Dlog4j2.configurationFile=${join(folder, 'log4j2.yaml')}`, '-cp', `${jars}/*`]
  const properties = join(folder, 'server.properties')
  if (!existsSync(properties)) await makeFolder(folder, java)
  const port = /^listeners=PLAINTEXT:\/\/127\.0\.0\.1:(\d+)/m.exec(readFileSync(properties, 'utf8'))?.[1]
  const log = openSync(join(folder, 'kafka.log'), 'a')
  const child = leash.start('java', [...java, 'kafka.Kafka', properties], {
    stage: stages.store,
    stdio: ['ignore', log, log],
  })
  const brokers = `127.0.0.1:${port}`
  try {
    await untilAnswers(child, brokers)
  } catch (error) {
    await endProcess(child, STOP_GRACE_MS)
    const tail = readFileSync(join(folder, 'kafka.log'), 'utf8').trimEnd().split('\n').slice(-15).join('\n')
    throw new StartError(`Kafka did not start: ${(error as Error).message}\n${tail}`)
  }
  return { brokers, stop: () => endProcess(child, STOP_GRACE_MS) }
}

async function makeFolder(folder: string, java: string[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const [port = 0, controllerPort = 0] = await freePorts(2)
  writeFileSync(join(folder, 'log4j2.yaml'), logSettings)
  const properties = join(folder, 'server.properties')
  writeFileSync(properties, serverProperties(folder, port, controllerPort))
  await format(java, properties)
}

async function format(java: string[], properties: string): Promise<void> {
  // One in 64 would begin with a dash, and be taken for an option.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A')
  try {
    await run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new StartError(
        'Java is not installed: Kafka needs 17 or newer, on Debian or Ubuntu `apt-get install default-jre-headless`.',
      )
    }
    throw new StartError(`Kafka could not format its folder: ${(error as Error).message}`)
  }
}

function serverProperties(folder: string, port: number, controllerPort: number): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs=${join(folder, 'data')}
num.partitions=3
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
auto.create.topics.enable=false
log.cleaner.enable=false
`
}

const logSettings = `Configuration:
  Appenders:
    Console: { name: STDOUT, PatternLayout: { pattern: "%d %p %m (%c)%n" } }
  Loggers:
    Root: { level: WARN, AppenderRef: [{ ref: STDOUT }] }
`

async function untilAnswers(child: ChildProcess, brokers: string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended')
    if (await answers(brokers)) return
    await sleep(100)
  }
  throw new Error('it did not answer in time')
}

async function answers(brokers: string): Promise<boolean> {
  const kafka = new Kafka({
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 500,
  })
  const admin = kafka.admin()
  try {
    await admin.connect()
    return (await admin.describeCluster()).brokers.length === 1
  } catch {
    return false
  } finally {
    await admin.disconnect()
  }
}
