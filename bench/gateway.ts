import { deepStrictEqual } from 'node:assert'
import type { Child } from './gateway/child.ts'
import { type Lab, openLab } from './gateway/lab.ts'
import type { Load, LoadResult } from './gateway/load.ts'
import { measureMemory } from './gateway/memory.ts'
import { OPERATIONS } from './gateway/supergraph.ts'
import type { Report, Table } from './report.ts'

const CONNECTIONS = 32
const WARM_UP_SECONDS = 4
const ROUNDS = 3
const ROUND_SECONDS = 3

type Operation = keyof typeof OPERATIONS

const ALL = ['ours', 'stock', 'bare'] as const
type Who = (typeof ALL)[number]

/** CPU and throughput of this gateway beside stock Apollo's, in turn; with GATEWAY_MINUTES set, its memory over time. */
export async function run(): Promise<Report> {
  const lab = await openLab()
  try {
    const minutes = Number(process.env.GATEWAY_MINUTES ?? 0)
    if (minutes > 0) return await measureMemory(lab, { ...loadOf(lab, 'join'), minutes })
    const varying = [await compare(lab, 'oneSubgraph'), await compare(lab, 'join')]
    const identical = [await compare(lab, 'publicOneSubgraph'), await compare(lab, 'publicJoin')]
    return report(varying, identical)
  } finally {
    await lab.end()
  }
}

/** Of the signed-in operations ids vary from request to request; the public ones are the same request again and again. */
function loadOf({ tokens, ours }: Lab, operation: Operation): Omit<Load, 'seconds'> {
  const isPublic = operation === 'publicOneSubgraph' || operation === 'publicJoin'
  return {
    url: ours.url,
    query: OPERATIONS[operation],
    tokens: isPublic ? [] : tokens,
    varying: !isPublic,
    connections: CONNECTIONS,
  }
}

interface Figures {
  cpuMicros: number
  perSecond: number
  p99Ms: number
}

type Compared = Record<Who, Figures> & { operation: Operation }

async function compare(lab: Lab, operation: Operation): Promise<Compared> {
  const load = loadOf(lab, operation)
  const expected = await answerOf(lab.stock, load)
  const rounds: Record<Who, Round[]> = { ours: [], stock: [], bare: [] }
  const measure = (who: Who, seconds: number) => measured(lab, lab[who], { ...load, seconds })
  for (const who of ALL) {
    deepStrictEqual(await answerOf(lab[who], load), expected)
    await measure(who, WARM_UP_SECONDS)
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const who of ALL) rounds[who].push(await measure(who, ROUND_SECONDS))
  }
  const { ours, stock, bare } = rounds
  return { operation, ours: figuresOf(ours), stock: figuresOf(stock), bare: figuresOf(bare) }
}

/** All must give the same, or one is faster at something else. */
async function answerOf({ url }: Child, { query, tokens: [token] }: Omit<Load, 'seconds'>): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables: { id: 'f-1' } }),
  })
  return response.json()
}

interface Round extends LoadResult {
  cpuMicros: number
}

async function measured(lab: Lab, server: Child, load: Load): Promise<Round> {
  const before = await server.cpuMicros()
  const result = (await lab.load.ask({ ...load, url: server.url })) as LoadResult
  const after = await server.cpuMicros()
  return { ...result, cpuMicros: (after - before) / result.requests }
}

const figuresOf = (rounds: Round[]): Figures => ({
  cpuMicros: median(rounds.map(({ cpuMicros }) => cpuMicros)),
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
})

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const NAMES: Record<Operation, string> = {
  oneSubgraph: 'one subgraph',
  join: 'join of 20 entities',
  publicOneSubgraph: 'one subgraph',
  publicJoin: 'join of 20 entities',
}

function report(varying: Compared[], identical: Compared[]): Report {
  const [one, join] = varying as [Compared, Compared]
  return {
    title: 'The gateway beside stock ApolloServer + ApolloGateway on fastify, over the same two light subgraphs',
    held: [
      `${CONNECTIONS} connections in a closed loop, NODE_ENV=production, one process each, load and subgraphs in others`,
      `median of ${ROUNDS} rounds of ${ROUND_SECONDS} s, in turn, after ${WARM_UP_SECONDS} s of the same to warm up`,
      'bare: node:http, undici and JSON, the same requests to the subgraphs, nothing looked at: what a gateway cannot leave out',
      'ours alone: token verified, @auth and @rateLimit on the operation, viewer signed for subgraphs, metrics, a log line',
    ],
    tables: [
      tableOf('Ids vary from request to request, 320 signed-in users', varying),
      tableOf('The same request again and again, of callers without a token (no @auth on the field)', identical),
    ],
    result: {
      oneSubgraphRatio: rounded(one.stock.cpuMicros / one.ours.cpuMicros),
      joinRatio: rounded(join.stock.cpuMicros / join.ours.cpuMicros),
      oneSubgraphCpuMicros: rounded(one.ours.cpuMicros),
      joinCpuMicros: rounded(join.ours.cpuMicros),
      bareOneSubgraphCpuMicros: rounded(one.bare.cpuMicros),
      bareJoinCpuMicros: rounded(join.bare.cpuMicros),
      stockOneSubgraphCpuMicros: rounded(one.stock.cpuMicros),
      stockJoinCpuMicros: rounded(join.stock.cpuMicros),
      oneSubgraphRpsRatio: rounded(one.ours.perSecond / one.stock.perSecond),
      joinRpsRatio: rounded(join.ours.perSecond / join.stock.perSecond),
    },
  }
}

function tableOf(title: string, compared: Compared[]): Table {
  const row = (name: string, { cpuMicros, perSecond, p99Ms }: Figures) => [name, cpuMicros, perSecond, p99Ms]
  return {
    title,
    columns: ['operation, gateway', 'CPU µs/request', 'req/s', 'p99 ms'],
    rows: compared.flatMap(({ operation, ours, stock, bare }) => [
      row(`${NAMES[operation]}, ours`, ours),
      row(`${NAMES[operation]}, stock`, stock),
      row(`${NAMES[operation]}, bare`, bare),
      ['  stock over ours', stock.cpuMicros / ours.cpuMicros, ours.perSecond / stock.perSecond, ''],
    ]),
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100
