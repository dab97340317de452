import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFakeIdentity, type FakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { type Answer, ask, startGateway, type TestGateway, until } from './support/gateway.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway

beforeAll(async () => {
  identity = await createFakeIdentity(SECRET)
  subgraphs = await startFakeSubgraphs(identity)
})
beforeEach(async () => {
  gateway = await startGateway({ baseUrls: subgraphs.urls })
  await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 200)
  for (const asked of Object.values(subgraphs.asked)) asked.length = 0
  return () => gateway.stop()
})
afterAll(() => subgraphs?.stopAll())

const refusal = ({ status, data, errors }: Answer) => [status, data, errors?.[0].extensions.code]
const nobodyWasAsked = () => expect(Object.values(subgraphs.asked).flat()).toEqual([])
const LOOKUP = 'bookingByReference(reference: "AAAAAA", familyName: "Nobody") { reference }'

test('one field that needs a sign-in refuses the whole operation, and no subgraph hears of it', async () => {
  const answer = await ask(gateway.url, '{ airports(query: "x") { code } hold(id: "1") { id } }')
  expect(refusal(answer)).toEqual([401, undefined, 'UNAUTHENTICATED'])
  nobodyWasAsked()
})

test('a refused mutation after one that is allowed refuses both', async () => {
  const answer = await ask(
    gateway.url,
    'mutation { logIn(input: { email: "a", password: "b" }) { __typename } logOut }',
  )
  expect(refusal(answer)).toEqual([401, undefined, 'UNAUTHENTICATED'])
  nobodyWasAsked()
})

test.each([
  ['at depth', '{ me { bookings { nodes { id } } } }'],
  ['behind an alias', '{ me { mine: bookings { nodes { id } } } }'],
  ['in a fragment', '{ me { ...F } } fragment F on User { notifications { nodes { id } } }'],
  ['in an inline fragment', '{ me { ... on User { notifications { nodes { id } } } } }'],
  ['included by a variable', 'query($x: Boolean! = true) { me { id bookings @include(if: $x) { nodes { id } } } }'],
])('a field that needs a sign-in is found %s', async (_, query) => {
  expect(refusal(await ask(gateway.url, query))).toEqual([401, undefined, 'UNAUTHENTICATED'])
  nobodyWasAsked()
})

test.each([
  ['calls it __typename', '{ me { id __typename: bookings { nodes { id } } } }', undefined],
  [
    'puts it beside an operation that is open',
    'query Open { airports(query: "x") { code } } query Closed { hold(id: "1") { id } }',
    'Closed',
  ],
  [
    'lets another operation skip it',
    'query Closed { ...F } query Open { me { id } } fragment F on Query { hold(id: "1") { id } }',
    'Closed',
  ],
])('whoever %s needs a sign-in all the same', async (_, query, operationName) => {
  expect(refusal(await ask(gateway.url, query, { operationName }))).toEqual([401, undefined, 'UNAUTHENTICATED'])
  nobodyWasAsked()
})

test('only the operation that runs is decided about', async () => {
  const query = 'query Closed { hold(id: "1") { id } } query Open { airports(query: "x") { code } }'
  expect(await ask(gateway.url, query, { operationName: 'Open' })).toMatchObject({
    data: { airports: [{ code: 'DEL' }] },
  })
  for (const operationName of [undefined, '', 'open', 'None'])
    expect((await ask(gateway.url, query, { operationName })).status).toBe(400)
})

test('a field left out by @skip does not refuse', async () => {
  const query = 'query($anonymous: Boolean!) { me { id bookings @skip(if: $anonymous) { nodes { id } } } }'
  expect(await ask(gateway.url, query, { variables: { anonymous: true } })).toMatchObject({ data: { me: null } })
  expect((await ask(gateway.url, query, { variables: { anonymous: false } })).status).toBe(401)
})

test('a role too low is FORBIDDEN, a role that includes it is not', async () => {
  const customer = await ask(gateway.url, '{ fleet { id } }', { token: await identity.token() })
  expect(refusal(customer)).toEqual([403, undefined, 'FORBIDDEN'])
  nobodyWasAsked()
  const admin = await ask(gateway.url, '{ fleet { id } }', { token: await identity.token({ role: 'ADMIN' }) })
  expect(admin).toMatchObject({ status: 200, data: { fleet: [] } })
})

test('the sixth look-up in a minute is refused and told when to come back; another user is not', async () => {
  const token = await identity.token()
  for (let i = 0; i < 5; i++) expect((await ask(gateway.url, `{ ${LOOKUP} }`, { token })).status).toBe(200)
  subgraphs.asked.booking.length = 0
  const sixth = await ask(gateway.url, `{ ${LOOKUP} }`, { token })
  expect(refusal(sixth)).toEqual([429, undefined, 'RATE_LIMITED'])
  expect(sixth.errors?.[0].extensions.retryAfter).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n <= 60)
  expect(Number(sixth.headers.get('retry-after'))).toBe(sixth.errors?.[0].extensions.retryAfter)
  nobodyWasAsked()
  const other = await ask(gateway.url, `{ ${LOOKUP} }`, { token: await identity.token({ sub: 'bob' }) })
  expect(other.status).toBe(200)
})

test('fresh accounts do not multiply what one address may look up', async () => {
  const statuses: number[] = []
  for (let user = 0; user < 11; user++) {
    const token = await identity.token({ sub: `fresh ${user}` })
    for (let i = 0; i < 5; i++) statuses.push((await ask(gateway.url, `{ ${LOOKUP} }`, { token })).status)
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(50)
  expect((await ask(gateway.url, `{ ${LOOKUP} }`)).status).toBe(200)
})

test('aliases gain nothing: six uses in one operation are six calls', async () => {
  const six = Array.from({ length: 6 }, (_, i) => `a${i}: ${LOOKUP}`).join(' ')
  expect(refusal(await ask(gateway.url, `{ ${six} }`))).toEqual([429, undefined, 'RATE_LIMITED'])
  nobodyWasAsked()
})

test('one use that two fragments name is one call', async () => {
  const query = `{ ${LOOKUP} ...A ...B } fragment A on Query { ${LOOKUP} } fragment B on Query { ${LOOKUP} }`
  for (let i = 0; i < 5; i++) expect((await ask(gateway.url, query)).status).toBe(200)
  expect((await ask(gateway.url, query)).status).toBe(429)
})

test('ten at once with five allowed: five pass', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(gateway.url, `{ ${LOOKUP} }`)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
})

test('an operation refused for its caller counts against nobody', async () => {
  for (let i = 0; i < 8; i++) await ask(gateway.url, `{ ${LOOKUP} hold(id: "1") { id } }`)
  expect((await ask(gateway.url, `{ ${LOOKUP} }`)).status).toBe(200)
})

test('behind a trusted proxy each client is counted by himself, an IPv6 network as one', async () => {
  const from = async (address: string) =>
    (await ask(gateway.url, `{ ${LOOKUP} }`, { headers: { 'x-forwarded-for': address } })).status
  for (let i = 0; i < 5; i++) expect(await from(`2001:db8:1:2::${i}`)).toBe(200)
  expect(await from('2001:db8:1:2:ffff::1')).toBe(429)
  expect(await from('2001:db8:1:3::1')).toBe(200)
  expect(await from('192.0.2.7')).toBe(200)
})

test('X-Forwarded-For of a client that is no trusted proxy is not believed', async () => {
  const direct = await startGateway({ baseUrls: subgraphs.urls, trustedProxies: [] })
  try {
    const from = async (address: string) =>
      (await ask(direct.url, `{ ${LOOKUP} }`, { headers: { 'x-forwarded-for': address } })).status
    for (let i = 0; i < 5; i++) expect(await from(`192.0.2.${i}`)).toBe(200)
    expect(await from('192.0.2.99')).toBe(429)
  } finally {
    await direct.stop()
  }
})

test('wrong variables are the fault of the caller, and nothing runs', async () => {
  const query = 'query($id: ID!) { flight(id: $id) { id } }'
  expect(refusal(await ask(gateway.url, query))).toEqual([400, undefined, 'BAD_USER_INPUT'])
  nobodyWasAsked()
})
