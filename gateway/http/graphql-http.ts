import type { IncomingMessage, RequestListener } from 'node:http'
import type { Answer } from '../engine/answer.ts'
import type { Engine } from '../engine/engine.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import { Refused, refusalsOf } from '../errors.ts'
import { requestIdOf } from '../identity/caller.ts'
import type { Identity } from '../identity/identity.ts'
import type { OperationObserver } from '../observe/operations.ts'
import { LIMITS } from '../policies/limits.ts'
import { preventCsrf } from './csrf.ts'
import type { ServeEventStream } from './event-stream.ts'
import { type Exchange, type SendOptions, sendAnswer, sendOptions, sendPage, sendRefusal } from './exchange.ts'
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
    const requestId = requestIdOf(request.headers['x-request-id'])
    const transport = accepted.eventStreamFirst ? 'sse' : 'http'
    const observed = options.observer.begin({ transport, requestId, request })
    serve(options, { request, response, accepted, requestId, observed, caller: undefined }).catch((error: unknown) => {
      options.log.error({ err: error, requestId }, 'an answer could not be sent')
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
  const { request, response, accepted, requestId, observed } = x
  checkForm(x)
  const session = await o.identity.authenticate(request.headers.authorization)
  const viewer = session?.viewer ?? null
  observed.viewer = viewer
  const params = await readParams(request)
  const caller = new HttpCaller(request, response, { viewer, requestId, observed, addressOf: o.addressOf })
  x.caller = caller
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
  return o.engine.run(await o.engine.admit(prepared, params.variables, caller))
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

async function readParams(request: IncomingMessage): Promise<GraphqlParams> {
  return isRead(request) ? paramsOfUrl(request.url ?? '') : paramsOfBody(await readBody(request, LIMITS.bodyBytes))
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
