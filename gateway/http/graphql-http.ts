import type { IncomingMessage, RequestListener } from 'node:http'
import { type Answer, refusalAnswer } from '../engine/answer.ts'
import type { Engine } from '../engine/engine.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import { Refused, refusalsOf } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import type { Session } from '../identity/tokens.ts'
import type { ObservedOperation, OperationObserver } from '../observe/operations.ts'
import { LIMITS } from '../policies/limits.ts'
import { preventCsrf } from './csrf.ts'
import type { ServeEventStream } from './event-stream.ts'
import {
  type Exchange,
  errorsOf,
  type SendOptions,
  sendAnswer,
  sendOptions,
  sendPage,
  sendRefusal,
} from './exchange.ts'
import { badRequest, isFormFault } from './faults.ts'
import { HttpCaller } from './http-caller.ts'
import { acceptedBy, isJson } from './media-types.ts'
import { type GraphqlParams, paramsOfBody, paramsOfUrl } from './params.ts'
import type { PersistedDocuments } from './persisted-documents.ts'
import { ClientGone, readBody } from './read-body.ts'
import { renderSandbox } from './sandbox-page.ts'

export interface GraphqlHttpOptions extends SendOptions {
  engine: Engine
  identity: Identity
  documents: PersistedDocuments
  observer: OperationObserver
  addressOf(request: IncomingMessage): string
  requestIdOf(request: IncomingMessage): string
  /** Operations that one request may carry as a batch; 0: none are taken. */
  batchLimit: number
  /** Takes over where a client wants server-sent events. */
  eventStream: ServeEventStream
}

/** GraphQL over HTTP at one address: reads the request, lets the engine decide and run, writes the response. */
export async function createGraphqlListener(options: GraphqlHttpOptions): Promise<RequestListener> {
  const sandbox = await renderSandbox()
  return (request, response) => {
    const accepted = acceptedBy(request.headers.accept)
    if (request.method === 'OPTIONS') return sendOptions(response)
    if (request.method === 'GET' && accepted.html) return sendPage(response, sandbox)
    const requestId = options.requestIdOf(request)
    const transport = accepted.eventStreamFirst ? 'sse' : 'http'
    const observed = options.observer.begin({ transport, requestId, request })
    const exchange = { request, response, accepted, requestId, observed, cookies: [], admitted: undefined }
    serve(options, exchange).catch((error: unknown) => {
      options.log.error({ err: error, requestId }, 'an answer could not be sent')
      observed.end({ code: 'INTERNAL_SERVER_ERROR' })
      response.destroy()
    })
  }
}

async function serve(o: GraphqlHttpOptions, x: Exchange): Promise<void> {
  try {
    const answer = await respond(o, x)
    if (answer) await sendAnswer(o, x, answer)
  } catch (error) {
    if (error instanceof ClientGone) x.observed.end({ code: 'CLIENT_GONE' })
    else await sendRefusal(o, x, error)
  }
}

/** @returns undefined where a stream of events has taken over */
async function respond(o: GraphqlHttpOptions, x: Exchange): Promise<Answer | undefined> {
  checkForm(x)
  const session = await o.identity.authenticate(x.request.headers.authorization)
  x.observed.viewer = session?.viewer ?? null
  const asked = await readParams(o, x)
  return Array.isArray(asked) ? respondToBatch(o, x, { asked, session }) : respondToOne(o, x, { asked, session })
}

interface Asked<T> {
  asked: T
  session: Session | null
}

async function respondToOne(
  o: GraphqlHttpOptions,
  x: Exchange,
  { asked: params, session }: Asked<GraphqlParams>,
): Promise<Answer | undefined> {
  const { request, response, accepted } = x
  const caller = new HttpCaller(x, o.addressOf)
  const stream = { request, response, variables: params.variables, caller, session }
  if (accepted.eventStreamFirst) {
    await o.eventStream({ ...stream, prepared: await prepare(o, x, params).catch(asRefused) })
    return undefined
  }
  const prepared = await prepare(o, x, params)
  if (prepared.kind === 'subscription') {
    if (!accepted.eventStream) throw badRequest('Subscriptions need a WebSocket or text/event-stream.')
    await o.eventStream({ ...stream, prepared })
    return undefined
  }
  x.admitted = await o.engine.admit(prepared, params.variables, caller)
  return o.engine.run(x.admitted)
}

/** Each is measured, decided about and counted as if it had come alone; none is a stream. */
async function respondToBatch(o: GraphqlHttpOptions, x: Exchange, { asked, session }: Asked<GraphqlParams[]>) {
  const { request, requestId } = x
  const accepted = { ...x.accepted, eventStream: false, eventStreamFirst: false }
  const respondToEach = async (params: GraphqlParams, observed: ObservedOperation): Promise<Answer | undefined> => {
    try {
      return await respondToOne(o, { ...x, accepted, observed }, { asked: params, session })
    } catch (error) {
      return refusalAnswer(errorsOf(error), (told) => o.format(told, requestId))
    }
  }
  const answers = await Promise.all(
    asked.map(async (params, i) => {
      if (i === 0) return respondToEach(params, x.observed)
      const observed = o.observer.begin({ transport: 'http', requestId, request })
      observed.viewer = x.observed.viewer
      const answer = await respondToEach(params, observed)
      observed.end({ code: answer?.code, status: 200 })
      return answer
    }),
  )
  return { text: `[${answers.map((answer) => answer?.text).join(',')}]`, code: answers[0]?.code }
}

/** @throws BAD_REQUEST: method, types, or what a page of another origin could send */
function checkForm({ request, accepted }: Exchange): void {
  const { method, headers } = request
  if (isRead(request)) preventCsrf(headers)
  else if (method !== 'POST') throw badRequest(`${method} is not for GraphQL.`, 405)
  else if (!isJson(headers['content-type']))
    throw badRequest('The content-type must be application/json, in UTF-8.', 415)
  if (!accepted.type && !accepted.eventStream) throw badRequest(NOT_ACCEPTABLE, 406)
}

const NOT_ACCEPTABLE = 'Answers are application/graphql-response+json, application/json or text/event-stream.'

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'

async function readParams({ batchLimit }: GraphqlHttpOptions, { request }: Exchange) {
  if (isRead(request)) return paramsOfUrl(request.url ?? '')
  return paramsOfBody(await readBody(request, LIMITS.bodyBytes), batchLimit)
}

async function prepare(o: GraphqlHttpOptions, x: Exchange, params: GraphqlParams): Promise<PreparedOperation> {
  const prepared = await o.engine.prepare(o.documents.textOf(params), params.operationName, x.observed)
  o.documents.keep(params)
  x.observed.prepared = prepared
  if (prepared.kind === 'mutation' && isRead(x.request)) throw badRequest('Mutations need POST.', 405)
  return prepared
}

/** What is wrong with the document is told within the stream, what is wrong with the request instead of it. */
function asRefused(error: unknown): Refused {
  const errors = refusalsOf(error)
  if (errors.some(isFormFault)) throw error
  return new Refused(errors)
}
