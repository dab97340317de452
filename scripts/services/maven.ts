import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { StartError } from './start-error.ts'

const DEADLINE_MS = 15 * 60_000
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1'

export interface Artifact {
  groupId: string
  artifactId: string
  version: string
}

/** Downloads that several runs share live here. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'skygraph')
}

/**
 * A folder with what Maven Central has for `artifact`: with `copy` its jar and those it needs, with `unpack` what is in
 * its own jar. Fetched once; two at once are safe, as the folder appears in one rename.
 */
export async function fetchFromMaven(artifact: Artifact, how: 'copy' | 'unpack'): Promise<string> {
  const target = join(cacheFolder(), `${artifact.artifactId}-${artifact.version}`)
  if (existsSync(target)) return target
  mkdirSync(cacheFolder(), { recursive: true })
  const work = mkdtempSync(`${target}.`)
  try {
    writeFileSync(join(work, 'pom.xml'), pomFor(artifact))
    const goal = how === 'copy' ? 'copy-dependencies' : 'unpack-dependencies'
    const options = [
      '-DoutputDirectory=out',
      '-DincludeScope=runtime',
      ...(how === 'unpack' ? ['-DexcludeTransitive=true'] : []),
    ]
    await maven(['-B', '-q', '-ntp', `${plugin}:${goal}`, ...options], work)
    if (readdirSync(join(work, 'out')).length === 0)
      throw new StartError(`Maven fetched nothing for ${artifact.artifactId}`)
    moveInto(join(work, 'out'), target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return target
}

function pomFor({ groupId, artifactId, version }: Artifact): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>fetch</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>
  </dependency></dependencies>
</project>
`
}

function moveInto(from: string, target: string): void {
  try {
    renameSync(from, target)
  } catch (error) {
    // Another run was quicker.
    if (!existsSync(target)) throw error
  }
}

function maven(args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('mvn', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: DEADLINE_MS })
    let output = ''
    const keep = (data: Buffer) => (output = (output + data).slice(-4000))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', () =>
      reject(new StartError('Maven is not installed: install it, on Debian or Ubuntu `apt-get install maven`.')),
    )
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new StartError(`mvn ${args.join(' ')} failed:\n${output}`))
    })
  })
}
