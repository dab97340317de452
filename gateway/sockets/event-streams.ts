import type { ServerResponse } from 'node:http'
import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { type Answer, refusalAnswer } from '../engine/answer.ts'
import type { Engine } from '../engine/engine.ts'
import type { Admitted, Caller } from '../engine/operations.ts'
import { Refused, refusalsOf } from '../errors.ts'
import type { EventStreamRequest } from '../http/event-stream.ts'
import type { Identity } from '../identity/identity.ts'
import { whenSessionEnds } from '../identity/session-end.ts'
import type { Session } from '../identity/tokens.ts'
import { callersOf, type Places, tooManySubscriptions } from './places.ts'
import {
  COMPLETE,
  createNextChunks,
  finish,
  keepAlive,
  nextOf,
  onClose,
  sendAway,
  writeEventStreamHead,
} from './sse-response.ts'
import { streamKindOf } from './stream-kind.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface EventStreamsOptions {
  engine: Engine
  identity: Identity
  subscriptions: Subscriptions
  production: boolean
  /** From then on streams are sent away as soon as they have begun. */
  isStopping(): boolean
  places: { sockets: Places; subscriptions: Places }
  format(error: GraphQLError, requestId?: string): GraphQLFormattedError
}

export interface EventStreams {
  /** Serves one operation as server-sent events to its end: graphql-sse's protocol, distinct connections mode. */
  serve(request: EventStreamRequest): Promise<void>
  /** Ends every stream in such a way that its client comes back. */
  close(): void
}

type Chunks = ReturnType<typeof createNextChunks>

export function createEventStreams(options: EventStreamsOptions): EventStreams {
  const { engine, identity, format } = options
  const streams = new Map<ServerResponse, Session | null>()
  const chunks = createNextChunks()
  identity.onRevocations(() => {
    for (const [response, session] of streams) if (session && identity.isRevoked(session)) response.end()
  })
  return {
    async serve(request) {
      const { response, prepared, variables, caller, session } = request
      try {
        if (prepared instanceof Refused) throw prepared
        const admitted = await engine.admit(prepared, variables, caller)
        if (prepared.kind !== 'subscription') {
          answer(options, request, await engine.run(admitted))
          return
        }
        // Whatever may be refused is, before the head is written.
        streamKindOf(prepared)
        const leavePlaces = takePlaces(options.places, caller)
        streams.set(response, session)
        onClose(response, () => {
          streams.delete(response)
          leavePlaces()
          caller.observed?.end({ code: undefined, status: 200 })
        })
        if (response.destroyed) return
        begin(options, request)
        if (request.request.method === 'HEAD') response.end()
        else if (options.isStopping()) sendAway(response)
        else stream(options, { admitted, response, chunks })
      } catch (error) {
        answer(
          options,
          request,
          refusalAnswer(refusalsOf(error), (told) => format(told, caller.requestId)),
        )
      }
    },
    close() {
      for (const response of streams.keys()) sendAway(response)
    },
  }
}

/** The whole stream at once: a result, or the refusal of what was asked. */
function answer(options: EventStreamsOptions, { response, caller }: EventStreamRequest, { text, code }: Answer): void {
  const { cookies } = caller
  for (let n = 0; n < cookies.length; n += 2) response.appendHeader(cookies[n] ?? '', cookies[n + 1] ?? '')
  writeEventStreamHead(response, { requestId: caller.requestId, production: options.production })
  response.end(nextOf(text) + COMPLETE)
  caller.observed?.end({ code, status: 200 })
}

/** A stream lasts no longer than the token it was asked for with; its client comes back with a fresh one. */
function begin({ production }: EventStreamsOptions, { response, caller, session }: EventStreamRequest): void {
  writeEventStreamHead(response, { requestId: caller.requestId, production })
  if (session)
    onClose(
      response,
      whenSessionEnds(session, () => response.end()),
    )
}

function stream(
  { subscriptions, format }: EventStreamsOptions,
  { admitted, response, chunks }: { admitted: Admitted; response: ServerResponse; chunks: Chunks },
): void {
  keepAlive(response)
  const { observed, requestId } = admitted.caller
  observed?.begun()
  const leave = subscriptions.join(admitted, {
    isFull: () => response.writableNeedDrain,
    onceRoom: (listener) => void response.once('drain', listener),
    next(event) {
      if (!response.writableEnded) response.write(chunks(event))
    },
    fail(error) {
      const { text } = refusalAnswer(refusalsOf(error), (told) => format(told, requestId))
      finish(response, nextOf(text) + COMPLETE)
    },
    complete: () => finish(response, COMPLETE),
  })
  onClose(response, leave)
}

/** One connection, and one subscription of the address and the user. */
function takePlaces({ sockets, subscriptions }: EventStreamsOptions['places'], caller: Caller): () => void {
  const leaveSockets = sockets.take([caller.address])
  const leaveSubscriptions = leaveSockets && subscriptions.take(callersOf(caller))
  if (leaveSockets && leaveSubscriptions) {
    return () => {
      leaveSockets()
      leaveSubscriptions()
    }
  }
  leaveSockets?.()
  throw tooManySubscriptions()
}
