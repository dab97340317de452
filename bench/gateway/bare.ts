import { createServer, type IncomingMessage } from 'node:http'
import { Pool } from 'undici'
import { turnEnd } from '#lib/turn-end.ts'
import { reportPort } from './child.ts'

interface Flight {
  id: string
}
interface Body {
  query: string
  variables: object
}
type Answer = { data: Record<string, object | Flight[]> }

const pool = new Pool(process.env.SUBGRAPHS_URL ?? '', { connections: 64, pipelining: 1 })
const headers = ['content-type', 'application/json', 'accept', 'application/json']

function ask(path: string, body: Body): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    pool.dispatch(
      { method: 'POST', path, headers, body: JSON.stringify(body) },
      {
        onRequestStart: () => undefined,
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString())),
        onResponseError: (_, error) => reject(error),
      },
    )
  })
}

async function answer(body: Body): Promise<Answer> {
  const found = await ask('/flight/graphql', body)
  const [[name, flights] = []] = Object.entries(found.data)
  if (name === undefined || !Array.isArray(flights)) return found
  const representations = flights.map(({ id }) => ({ __typename: 'Flight', id }))
  const { data } = await ask('/booking/graphql', { query: AVAILABILITY, variables: { representations } })
  const entities = data._entities as object[]
  return { data: { [name]: flights.map((flight, i) => ({ ...flight, __typename: undefined, ...entities[i] })) } }
}

const AVAILABILITY =
  'query($representations:[_Any!]!){_entities(representations:$representations){...on Flight{availability{cabin available}}}}'

function textOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString()))
  })
}

/**
 * A process that does what no gateway can leave out: it reads the request, asks the subgraphs the same, puts their answers
 * together and writes them, by node:http and undici as we do. No GraphQL is looked at, no token, limit, metric or line.
 */
const server = createServer(async (request, response) => {
  const text = JSON.stringify(await answer(JSON.parse(await textOf(request))))
  await turnEnd()
  response.writeHead(200, ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(text))])
  response.end(text)
})
server.keepAliveTimeout = 60_000
await reportPort(server.listen(0, '127.0.0.1'))
