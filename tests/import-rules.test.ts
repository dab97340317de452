import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Edge, edgesOf, importEdges, readSource, sourceFiles } from './support/imports.ts'

const edges = importEdges()
const isTest = (file: string) => /\.test\.ts$|^(?:tests|bench)\/|^subgraphs\/\w+\/testing\//.test(file)
const product = edges.filter(({ from }) => !isTest(from))
const subgraphOf = (file: string) => /^subgraphs\/(\w+)\//.exec(file)?.[1]
const violations = (those: Edge[], breaks: (edge: Edge) => boolean) =>
  those.filter(breaks).map(({ from, to }) => `${from} imports ${to}`)

const inArea = (file: string) => /^subgraphs\/\w+\/\w[\w-]*\//.test(file)
const isStore = (file: string) => file.endsWith('/store.ts')

/** A rules file has its test beside it; its decisions take everything they need as arguments. */
const isRules = (file: string) =>
  subgraphOf(file) !== undefined &&
  existsSync(fileURLToPath(new URL(`../${file.replace(/\.ts$/, '.test.ts')}`, import.meta.url)))

const doesIo = ({ to, typeOnly }: Edge) =>
  !typeOnly &&
  (/^node:(?:fs|net|http|https|tls|dgram|child_process|worker_threads|timers)\b/.test(to) ||
    /^(?:@prisma\/|prisma\/|fastify|undici|kafkajs|mariadb|nodemailer|ws$|graphql-ws|@apollo\/server)/.test(to) ||
    /^lib\/(?:bus\/|database|transaction|idempotency|outbox|inbox|relay|consumer|subgraph-server)/.test(to) ||
    /\/(?:store|database|deps|app|main|resolvers)\.ts$/.test(to))

describe('the rooms', () => {
  test('are all seen: hundreds of imports, from each room and by each way of writing one', () => {
    expect(edges.length).toBeGreaterThan(200)
    for (const room of ['lib', 'subgraphs', 'gateway', 'scripts', 'tests'])
      expect(edges.some(({ from }) => from.startsWith(`${room}/`))).toBe(true)
    const source = `import a from './a.ts'\nimport type { B } from '#lib/b.ts'\nexport * from '../c.ts'\nimport {\n  d,\n} from "d"\nimport 'fs'\nawait import('./e.ts')\n`
    expect(edgesOf('lib/x/y.ts', source)).toEqual([
      { from: 'lib/x/y.ts', to: 'lib/x/a.ts', typeOnly: false },
      { from: 'lib/x/y.ts', to: 'lib/b.ts', typeOnly: true },
      { from: 'lib/x/y.ts', to: 'lib/c.ts', typeOnly: false },
      { from: 'lib/x/y.ts', to: 'd', typeOnly: false },
      { from: 'lib/x/y.ts', to: 'node:fs', typeOnly: false },
      { from: 'lib/x/y.ts', to: 'lib/x/e.ts', typeOnly: false },
    ])
  })

  test("no subgraph imports another, nor another's tables", () => {
    const foreign = ({ from, to }: Edge) => {
      const own = subgraphOf(from)
      const theirs = subgraphOf(to) ?? /^prisma\/(\w+)\//.exec(to)?.[1]
      return own !== undefined && theirs !== undefined && theirs !== own
    }
    expect(violations(product, foreign)).toEqual([])
  })

  test('lib and schema know no business', () => {
    const upward = ({ from, to }: Edge) =>
      /^(?:lib|schema)\//.test(from) && /^(?:subgraphs|gateway|sandbox|scripts|tests)\//.test(to)
    expect(violations(product, upward)).toEqual([])
  })

  test('the gateway imports no subgraph, no database and no sandbox', () => {
    const inward = ({ from, to }: Edge) =>
      from.startsWith('gateway/') && /^(?:subgraphs|sandbox|scripts|prisma)\/|^(?:@prisma\/|mariadb)/.test(to)
    expect(violations(product, inward)).toEqual([])
  })

  test('nothing imports the sandbox, and the sandbox no subgraph', () => {
    const touches = ({ from, to }: Edge) =>
      (to.startsWith('sandbox/') && !from.startsWith('sandbox/')) ||
      (from.startsWith('sandbox/') && /^(?:subgraphs|gateway)\//.test(to))
    expect(violations(product, touches)).toEqual([])
  })

  test('no service imports scripts or tests', () => {
    const backstage = ({ from, to }: Edge) => !from.startsWith('scripts/') && /^(?:scripts|tests)\//.test(to)
    expect(violations(product, backstage)).toEqual([])
  })

  test('in an area only store.ts speaks Prisma or SQL', () => {
    // A row's type is no more than a shape.
    const speaks = ({ from, to, typeOnly }: Edge) =>
      !typeOnly && inArea(from) && !isStore(from) && /^(?:@prisma\/|prisma\/|mariadb)/.test(to)
    expect(violations(product, speaks)).toEqual([])
    const areaFiles = sourceFiles().filter((file) => inArea(file) && !isTest(file))
    const speaksSql = (file: string) => /\$(?:query|execute)Raw/.test(readSource(file))
    expect(areaFiles.filter((file) => isStore(file) && speaksSql(file)).length).toBeGreaterThan(0)
    expect(areaFiles.filter((file) => !isStore(file) && speaksSql(file))).toEqual([])
  })

  test('rules decide without I/O', () => {
    const rules = product.filter(({ from }) => isRules(from))
    expect(new Set(rules.map(({ from }) => from)).size).toBeGreaterThan(5)
    expect(violations(rules, doesIo)).toEqual([])
  })
})
