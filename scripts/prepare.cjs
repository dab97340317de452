// Runs before `start`, `test` and `check`, on whatever Node the machine has (18 or newer): installs what
// package-lock.json says when node_modules is missing or behind it, then generates the Prisma clients whose
// schema changed. Everything after it runs on the node in node_modules/.bin, which npm puts first on the PATH.
'use strict'

const { spawn, spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const root = path.resolve(__dirname, '..')
const inRoot = (...parts) => path.join(root, ...parts)
const installStamp = inRoot('node_modules', '.skygraph-installed')
const ownNode = inRoot('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const lockFile = inRoot('.prepare.lock')
const installDeadlineMs = 20 * 60_000

const say = (text) => process.stdout.write(`prepare  ${text}\n`)
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What an install depends on: the lock file, and the platform whose binaries were fetched. */
function installHash() {
  return sha256(`${process.platform} ${process.arch} ${fs.readFileSync(inRoot('package-lock.json'), 'utf8')}`)
}

/**
 * npm notes what it really installed in node_modules/.package-lock.json, at the very end. When that agrees
 * with package-lock.json someone ran `npm install` by hand, and wiping node_modules would be a waste.
 */
function npmInstalledTheSame() {
  const noted = readIfThere(inRoot('node_modules', '.package-lock.json'))
  if (noted === undefined) return false
  const installed = JSON.parse(noted).packages
  const wanted = JSON.parse(fs.readFileSync(inRoot('package-lock.json'), 'utf8')).packages
  const agrees = ([name, entry]) => name === '' || entry.optional || installed[name]?.version === entry.version
  return Object.entries(wanted).every(agrees) && Object.keys(installed).every((name) => name in wanted)
}

function isInstalled(hash) {
  if (!fs.existsSync(ownNode)) return false
  if (readIfThere(installStamp) === hash) return true
  if (!npmInstalledTheSame()) return false
  fs.writeFileSync(installStamp, hash)
  return true
}

/** The npm that runs us, by the Node that runs it: the one in node_modules is about to be replaced. */
function npmCommand() {
  const cli = process.env.npm_execpath
  if (cli && /npm-cli\.c?js$/.test(cli)) return [process.env.npm_node_execpath ?? 'node', [cli]]
  return ['npm', []]
}

function install(hash) {
  const started = Date.now()
  const count = Object.keys(JSON.parse(fs.readFileSync(inRoot('package-lock.json'), 'utf8')).packages).length - 1
  say(`installing ${count} packages, once: this takes from ten seconds to some minutes`)
  const [command, args] = npmCommand()
  const run = spawnSync(command, [...args, 'ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    timeout: installDeadlineMs,
    // Prisma's own install script would fetch an engine that nothing here uses.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_SKIP_POSTINSTALL_GENERATE: '1' },
  })
  if (run.error) fail(`npm could not be run: ${run.error.message}`)
  if (run.status !== 0)
    fail('npm ci failed, see above. With no network to the package registry nothing can be installed.')
  const version = spawnSync(ownNode, ['--version'], { encoding: 'utf8' }).stdout?.trim()
  if (!version) fail('npm ran no install script of the package "node": is ignore-scripts set in an .npmrc? Unset it.')
  fs.writeFileSync(installStamp, hash)
  say(`installed in ${seconds(started)}, Node ${version}`)
}

const clientFolder = (name) => inRoot('prisma', name, 'client')
const clientStamp = (name) => path.join(clientFolder(name), '.stamp')
const schemaFile = (name) => inRoot('prisma', name, 'schema.prisma')

function schemasToGenerate() {
  const prisma = readIfThere(inRoot('node_modules', 'prisma', 'package.json')) ?? ''
  const version = /"version":\s*"([^"]+)"/.exec(prisma)?.[1] ?? ''
  return fs
    .readdirSync(inRoot('prisma'))
    .filter((name) => fs.existsSync(schemaFile(name)))
    .map((name) => ({ name, hash: sha256(`${version} ${fs.readFileSync(schemaFile(name), 'utf8')}`) }))
    .filter(({ name, hash }) => readIfThere(clientStamp(name)) !== hash)
}

/** The schema engine is only asked for when migrating, which scripts/migrate.ts does: any executable satisfies Prisma. */
function generate({ name, hash }) {
  return new Promise((resolve) => {
    const cli = inRoot('node_modules', 'prisma', 'build', 'index.js')
    const child = spawn(ownNode, [cli, 'generate', '--no-hints', '--schema', schemaFile(name)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', (error) => fail(`prisma could not be run: ${error.message}`))
    child.on('close', (code) => {
      if (code !== 0) fail(`prisma generate failed for ${name}:\n${output}`)
      fs.writeFileSync(clientStamp(name), hash)
      resolve()
    })
  })
}

async function generateClients(schemas) {
  const started = Date.now()
  say(`generating the Prisma clients of ${schemas.map(({ name }) => name).join(', ')}`)
  await Promise.all(schemas.map(generate))
  say(`generated in ${seconds(started)}`)
}

function fail(message) {
  process.stderr.write(`prepare  ${message}\n`)
  process.exit(1)
}

function isAlive(pid) {
  if (pid < 1) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** undefined: the file has just gone, or was made a moment ago and has no text yet; -1 (nobody): it never got its text. */
function lockHolder() {
  const age = Date.now() - (fs.statSync(lockFile, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  return Number(readIfThere(lockFile)) || (age > 5000 ? -1 : undefined)
}

/** Two starts in one fresh clone: the second waits until the first has installed. */
async function takeLock() {
  for (let told = false; ; ) {
    try {
      fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
      process.on('exit', () => fs.rmSync(lockFile, { force: true }))
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`cannot write in ${root}: ${error.message}`)
    }
    const holder = lockHolder()
    if (holder !== undefined && !isAlive(holder)) fs.rmSync(lockFile, { force: true })
    else if (!told) {
      told = true
      say('waiting for another start in this folder to finish installing')
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** `--generate-only`: for an image, whose packages are installed by a step of their own, without the development ones. */
const generateOnly = process.argv.includes('--generate-only')

async function main() {
  const installed = () => generateOnly || isInstalled(installHash())
  if (installed() && schemasToGenerate().length === 0) return
  await takeLock()
  if (!installed()) install(installHash())
  const schemas = schemasToGenerate()
  if (schemas.length > 0) await generateClients(schemas)
}

main().catch((error) => fail(error.stack))
