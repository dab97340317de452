import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GraphQLFormattedError } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Viewer } from '#lib/identity.ts'
import { createFakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { type Answer, ask, SUPERGRAPH_FILE, startGateway, type TestGateway, until } from './support/gateway.ts'
import { type Oracle, startOracle } from './support/oracle.ts'
import type { SmallSupergraph } from './support/small-supergraph.ts'
import { startZoo } from './support/zoo.ts'

/** Code, place and subgraph of each error; in what order parallel fetches fail is nobody's promise. */
const essence = (errors: readonly GraphQLFormattedError[] | undefined) =>
  (errors ?? [])
    .map(({ path, extensions }) => JSON.stringify([path ?? null, extensions?.code, extensions?.serviceName]))
    .sort()

type Case = [name: string, query: string, variables?: Record<string, unknown>]

async function compare(oracle: Oracle, gateway: TestGateway, [, query, variables]: Case, token?: string) {
  const wanted = await oracle.ask(query, variables)
  const got: Answer = await ask(gateway.url, query, { ...(variables && { variables }), token })
  expect(got.data).toEqual(wanted.data)
  expect(essence(got.errors)).toEqual(essence(wanted.errors))
}

describe('over the real supergraph', () => {
  const cases: Case[] = [
    ['one subgraph', '{ airports(query: "x") { code name } }'],
    ['a join', '{ flight(id: "f1") { number availability { cabin available } } }'],
    [
      'a join of a list, an entity twice',
      '{ searchFlights(search: { origin: "A", destination: "B", date: "2027-01-01" }) { totalCount nodes { flights { id number seatMap { version seats { number status } } } } } }',
    ],
    [
      'an error of one entity among several',
      '{ searchFlights(search: { origin: "A", destination: "B", date: "2027-01-01" }) { nodes { flights { id availability { total } } } } }',
    ],
    [
      'aliases',
      '{ a: flight(id: "f1") { n: number s: seatMap { v: version } } b: flight(id: "f2") { n: number a: availability { c: cabin } } }',
    ],
    [
      'fragments',
      'query($id: ID!) { flight(id: $id) { ...A ...B } } fragment A on Flight { number availability { cabin } } fragment B on Flight { number departure { airport { code } } availability { total } }',
      { id: 'f1' },
    ],
    [
      '@include true',
      'query($x: Boolean!) { flight(id: "f1") { number availability @include(if: $x) { cabin } } }',
      { x: true },
    ],
    [
      '@include false',
      'query($x: Boolean!) { flight(id: "f1") { number availability @include(if: $x) { cabin } } }',
      { x: false },
    ],
    [
      '@skip with a default',
      'query($x: Boolean = true) { flight(id: "f1") { number seatMap @skip(if: $x) { version } } }',
    ],
    ['all skipped', '{ flight(id: "f1") @skip(if: true) { number } }'],
    ['null at the top', '{ flight(id: "nope") { number availability { cabin } } }'],
    [
      '__typename everywhere',
      '{ __typename flight(id: "f1") { __typename airline { __typename code } seatMap { t: __typename } } }',
    ],
    [
      'a signed-in join over three subgraphs',
      '{ me { email bookings { nodes { reference } } notifications { nodes { subject } } } }',
    ],
    ['there and back', '{ me { bookings { nodes { id user { id name } } } } }'],
    [
      'a union',
      'mutation { holdSeats(input: { idempotencyKey: "k" }) { __typename ... on Problem { code message path } ... on Hold { id } } }',
    ],
    ['two mutations in order', 'mutation { a: releaseHold(holdId: "1") logOut b: releaseHold(holdId: "2") }'],
    ["a subgraph's own error", '{ airport(code: "BAD") { code } me { email } }'],
    [
      'introspection',
      '{ __schema { queryType { name } } __type(name: "Money") { fields { name type { kind ofType { name } } } } me { email } }',
    ],
    ['introspection with a variable', 'query($n: String!) { __type(name: $n) { name kind } }', { n: 'Role' }],
    [
      'an enum and an input default',
      '{ searchFlights(search: { origin: "A", destination: "B", date: "2027-01-01", cabin: BUSINESS }) { totalCount } }',
    ],
  ]
  let subgraphs: FakeSubgraphs
  let gateway: TestGateway
  let oracle: Oracle
  let token: string

  beforeAll(async () => {
    const identity = await createFakeIdentity(SECRET)
    subgraphs = await startFakeSubgraphs(identity)
    gateway = await startGateway({ baseUrls: subgraphs.urls })
    token = await identity.token()
    const sdl = await readFile(SUPERGRAPH_FILE, 'utf8')
    const routed = sdl.replace(
      /(@join__graph\(name: "(\w+)", url: )"[^"]*"/g,
      (_, head, name: keyof FakeSubgraphs['urls']) => `${head}"${subgraphs.urls[name]}/graphql"`,
    )
    oracle = await startOracle(routed, {
      id: 'ann',
      role: 'CUSTOMER',
      email: 'ann@example.test',
      sessionId: 'session-of-ann',
    } as Viewer)
    await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 200)
  })
  afterAll(async () => {
    await Promise.all([gateway?.stop(), oracle?.stop()])
    await subgraphs?.stopAll()
  })

  test.each(cases)('the same data and errors as the stock gateway: %s', (...one) =>
    compare(oracle, gateway, one, token),
  )
})

describe('over interfaces, unions, @requires and lists of lists', () => {
  const cases: Case[] = [
    ['an interface', '{ animals { __typename id name ... on Cat { lives } ... on Dog { tricks } } }'],
    ['an interface object joined', '{ animals { id vet chip { number } } }'],
    ['an interface object first', '{ clinic { patient { __typename id name vet ... on Cat { lives } } } }'],
    ['a union with nulls', '{ pets { ... on Cat { name meal } ... on Dog { name meal } } }'],
    ['@requires of a nested object', '{ animals { ... on Cat { id meal } } }'],
    ['lists of lists', '{ grid { id name meal vet } }'],
    ['nested lists with nulls, joined', '{ animals { name friends { name vet ... on Cat { meal } } } }'],
    ['a compound key', '{ animals { home { town open } } }'],
    ['null for a field that must not be', '{ cat { name } must }'],
    ['an error carried up a list', '{ strict { id must } cat { id } }'],
    ['errors beside data', '{ broken cat { name } nothing { name vet } }'],
    ['an enum value', '{ mood }'],
    [
      'arguments and variables',
      'query($l: [Int!], $t: String) { a: echo(text: $t, list: $l) b: echo c: echo(list: 3) }',
      { l: [1, 2] },
    ],
    [
      'a condition on a fragment',
      'query($x: Boolean!) { animals { id ... on Cat @include(if: $x) { meal lives } ... @skip(if: $x) { vet } } }',
      { x: true },
    ],
    [
      'its opposite',
      'query($x: Boolean!) { animals { id ... on Cat @include(if: $x) { meal lives } ... @skip(if: $x) { vet } } }',
      { x: false },
    ],
    ['one response name with two types', '{ pets { ... on Cat { x: lives } ... on Dog { x: tricks } } }'],
    [
      'mutations over two subgraphs',
      'mutation { feed(id: "1") { name vet } heal(id: "1") again: feed(id: "9") { name } }',
    ],
    ['aliases of object names', '{ constructor: cat { toString: name hasOwnProperty: vet } }'],
    [
      'a merge of one field selected twice',
      '{ cat { home { town } home { street } size { height } size { width } } cat { lives } }',
    ],
  ]
  let zoo: SmallSupergraph
  let gateway: TestGateway
  let oracle: Oracle
  let folder: string

  beforeAll(async () => {
    zoo = await startZoo()
    folder = await mkdtemp(join(tmpdir(), 'skygraph-zoo-'))
    await writeFile(join(folder, 'zoo.graphql'), zoo.sdl)
    // Only a supergraph: no identity, no policies, no secret.
    gateway = await startGateway({ supergraphFile: join(folder, 'zoo.graphql'), gatewaySecret: undefined })
    oracle = await startOracle(zoo.sdl)
  })
  afterAll(async () => {
    await Promise.all([gateway?.stop(), oracle?.stop()])
    await zoo?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test.each(cases)('the same data and errors as the stock gateway: %s', (...one) => compare(oracle, gateway, one))

  // The stock gateway counts among the representations it sent, so its path names another animal.
  test.each([
    ['{ animals { id ... on Cat { rating } } }', ['animals', 2, 'rating']],
    ['{ animals { id ... on Dog { failing } } }', ['animals', 1, 'failing']],
  ])("an entity's error stands at its place in the response: %s", async (query, path) => {
    const { data, errors } = await ask(gateway.url, query)
    expect(errors?.map((error) => [error.path, error.extensions])).toEqual([
      [path, { code: 'TEAPOT', serviceName: 'food' }],
    ])
    expect(data).toEqual((await oracle.ask(query)).data)
  })

  test('a mutation of the second subgraph runs after the first', async () => {
    zoo.asked.length = 0
    await ask(gateway.url, 'mutation { a: bump heal(id: "1") b: bump }')
    expect(zoo.asked.map(({ subgraph }) => subgraph)).toEqual(['animals', 'care', 'animals'])
  })

  test('one entity in many places is asked for once', async () => {
    zoo.asked.length = 0
    const { data } = await ask(gateway.url, '{ a: animal(id: "1") { vet } animals { friends { vet } vet } }')
    expect(data.animals[1].friends).toEqual([{ vet: 'vet of 1' }])
    for (const { variables } of zoo.asked.filter(({ subgraph }) => subgraph === 'care')) {
      const { representations } = variables as { representations: object[] }
      expect(new Set(representations.map((each) => JSON.stringify(each))).size).toBe(representations.length)
    }
  })

  test('__proto__ is a response name like any other', async () => {
    const { data } = await ask(gateway.url, '{ __proto__: cat { __proto__: vet name } }')
    expect(Object.keys(data)).toEqual(['__proto__'])
    expect(Object.getOwnPropertyDescriptor(data, '__proto__')?.value).toHaveProperty('name', 'cat 1')
    expect(({} as Record<string, unknown>).name).toBeUndefined()
  })

  test('an enum value that the API hides does not leak', async () => {
    const { data, errors } = await ask(gateway.url, '{ secretMood }')
    expect(data).toEqual({ secretMood: null })
    expect(errors?.[0].extensions.code).toBe('INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(errors)).not.toContain('SECRET')
  })
})
