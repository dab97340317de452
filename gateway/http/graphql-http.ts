import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Log } from '#lib/log.ts'
import { type Answer, refusalAnswer } from '../engine/answer.ts'
import type { Engine } from '../engine/engine.ts'
import { type Caller, variablesOf } from '../engine/operations.ts'
import { isObject, type JsonObject } from '../engine/own.ts'
import { refusalsOf, statusOf } from '../errors.ts'
import { refreshCookie, requestIdOf } from '../identity/caller.ts'
import type { Identity } from '../identity/identity.ts'
import { type GatewayMetrics, outcomeOf } from '../metrics.ts'
import { renderSandbox } from './sandbox-page.ts'

export interface GraphqlHttpOptions {
  engine: Engine
  identity: Identity
  metrics: GatewayMetrics
  log: Log
  format(error: GraphQLError): GraphQLFormattedError
  addressOf(request: FastifyRequest['raw']): string
}

interface Params {
  query: string
  operationName: string | null | undefined
  variables: JsonObject
}

/** GraphQL over HTTP at /graphql: reads the request, lets the engine decide and run, writes the response. */
export async function serveGraphqlHttp(app: FastifyInstance, options: GraphqlHttpOptions): Promise<void> {
  const sandbox = await renderSandbox()
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    async handler(request, reply) {
      if (request.method === 'GET' && request.headers.accept?.includes('text/html')) {
        return reply.type('text/html; charset=utf-8').send(sandbox)
      }
      const { answer, kind, status } = await respond(options, request, reply)
      options.metrics.operations.inc({ kind, outcome: outcomeOf(answer.code), transport: 'http' })
      const type = request.headers.accept?.includes('application/graphql-response+json')
        ? 'application/graphql-response+json; charset=utf-8'
        : 'application/json; charset=utf-8'
      return reply.code(status).type(type).send(answer.text)
    },
  })
}

interface Responded {
  answer: Answer
  kind: string
  status: number
}

async function respond(o: GraphqlHttpOptions, request: FastifyRequest, reply: FastifyReply): Promise<Responded> {
  let kind = 'unknown'
  try {
    if (request.method === 'GET') preventCsrf(request.headers)
    const caller = await callerOf(o, request, reply)
    const { query, operationName, variables } = paramsOf(request.method === 'GET' ? request.query : request.body)
    const prepared = await o.engine.prepare(query, operationName)
    kind = prepared.kind
    if (kind === 'subscription') throw badRequest('Subscriptions need a WebSocket or server-sent events.')
    if (kind === 'mutation' && request.method === 'GET') throw badRequest('Mutations need POST.', 405)
    const admitted = await o.engine.admit(prepared, variables, caller)
    return { answer: await o.engine.run(admitted), kind, status: 200 }
  } catch (error) {
    const errors = refusalsOf(error)
    const [first] = errors
    const retryAfter = first?.extensions.retryAfter
    if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter))
    const status = first ? statusOf(first) : 500
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    return { answer: refusalAnswer(errors, o.format), kind, status }
  }
}

function paramsOf(from: unknown): Params {
  const { query, operationName, variables } = isObject(from) ? from : {}
  if (typeof query !== 'string' || query === '') throw badRequest('The request has no query.')
  const given = typeof variables === 'string' ? JSON.parse(variables) : variables
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : undefined,
    variables: variablesOf(given),
  }
}

const badRequest = (message: string, status = 400) =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status } } })

/** Headers that a page of another origin cannot set without a preflight; Apollo's clients send the first by themselves. */
const PREFLIGHT_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight']

/**
 * A GET that a browser sends for another origin's page without asking first is refused: its answer cannot be read there,
 * but its time can. A POST needs no such look, application/json forces a preflight.
 */
function preventCsrf(headers: FastifyRequest['headers']): void {
  const type = headers['content-type']
  if (type !== undefined && !/^application\/json *(;|$)/i.test(type)) {
    throw badRequest('A GET may have no other content-type than application/json.', 415)
  }
  if (type !== undefined || PREFLIGHT_HEADERS.some((name) => headers[name])) return
  throw badRequest(`A GET needs one of these headers, against forgery: ${PREFLIGHT_HEADERS.join(', ')}.`)
}

async function callerOf(
  { identity, addressOf }: GraphqlHttpOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller> {
  const session = await identity.authenticate(request.headers.authorization)
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return {
    viewer: session?.viewer ?? null,
    address: addressOf(request.raw),
    requestId: requestIdOf(request.headers['x-request-id']),
    userAgent: request.headers['user-agent'],
    refreshCookie: refreshCookie(request.headers.cookie),
    onSetCookie: (cookies) => void reply.header('set-cookie', cookies),
    signal: gone.signal,
  }
}
