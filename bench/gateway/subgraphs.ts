import { createServer, type IncomingMessage } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { reportPort } from './child.ts'

const USERS = 320
const ENTITIES = 20

/**
 * A process with two subgraphs that cost next to nothing, and what a user subgraph tells of keys and revocations. It
 * writes answers of the shape that the two operations select, without looking at their text.
 */
const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'EdDSA', use: 'sig' }] })
const revocations = JSON.stringify({ now: new Date().toISOString(), sessions: [], users: [] })
const tokens = JSON.stringify(await Promise.all(Array.from({ length: USERS }, (_, n) => tokenOf(`user-${n}`))))

const FIXED: Readonly<Record<string, string>> = {
  '/.well-known/jwks.json': jwks,
  '/revocations': revocations,
  '/tokens': tokens,
  '/readyz': '{}',
}

interface Asked {
  query: string
  variables: { id?: string; representations?: Array<{ id: string }> }
}

function answer({ query, variables: { id = '', representations } }: Asked): string {
  if (representations) return `{"data":{"_entities":[${representations.map(entityOf).join()}]}}`
  const name = query.includes('publicFlight') ? 'publicFlight' : 'flight'
  if (!query.includes('lights(')) return `{"data":{"${name}":${detailsOf(id)}}}`
  const flights = Array.from({ length: ENTITIES }, (_, n) => summaryOf(`${id}-${n}`))
  return `{"data":{"${name}s":[${flights.join()}]}}`
}

const PRICE = '{"amount":"1250.00","currency":"INR"}'
const [DEPARTS, ARRIVES] = ['2027-01-01T10:00:00+05:30', '2027-01-01T12:00:00+05:30']
const stop = (code: string, name: string, scheduled: string) =>
  `{"airport":{"code":"${code}","name":"${name}","city":"${name}"},"scheduled":"${scheduled}","estimated":null,"terminal":"3"}`
const fare = (cabin: string) => `{"cabin":"${cabin}","price":${PRICE},"refundable":false}`
const DETAILS =
  '"number":"SG 101","status":"SCHEDULED","airline":{"code":"SG","name":"Skygraph Air"},' +
  `"departure":${stop('DEL', 'Delhi', DEPARTS)},"arrival":${stop('BOM', 'Mumbai', ARRIVES)},"duration":"PT2H",` +
  `"distanceKm":1148,"fares":[${['ECONOMY', 'BUSINESS'].map(fare).join()}]`
const SUMMARY = `"number":"SG 101","departure":{"scheduled":"${DEPARTS}"},"arrival":{"scheduled":"${ARRIVES}"},"price":${PRICE}`

const detailsOf = (id: string) => `{"id":"${id}",${DETAILS}}`
const summaryOf = (id: string) => `{"__typename":"Flight","id":"${id}",${SUMMARY}}`

const entityOf = ({ id }: { id: string }) =>
  `{"availability":[{"cabin":"ECONOMY","available":${id.length * 10}},{"cabin":"BUSINESS","available":${id.length}}]}`

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}

function tokenOf(sub: string): Promise<string> {
  return new SignJWT({ sid: `session-of-${sub}`, role: 'CUSTOMER', email: `${sub}@example.test` })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'bench' })
    .setSubject(sub)
    .setIssuer('skygraph')
    .setAudience('skygraph')
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(privateKey)
}

const server = createServer(async (request, response) => {
  const path = request.url ?? ''
  const text = FIXED[path] ?? answer(JSON.parse(await textOf(request)))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
})
server.keepAliveTimeout = 60_000
await reportPort(server.listen(0, '127.0.0.1'))
