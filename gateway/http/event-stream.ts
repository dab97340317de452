import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonObject } from '../engine/own.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import type { Refused } from '../errors.ts'
import type { Session } from '../identity/tokens.ts'
import type { HttpCaller } from './http-caller.ts'

/** An operation whose answer is to be a stream of server-sent events: who asks is known, what is asked was read. */
export interface EventStreamRequest {
  readonly request: IncomingMessage
  /** Untouched: status, headers and all that follows are the stream's. */
  readonly response: ServerResponse
  /**
   * Of any kind; a mutation never by GET. Or what was wrong with the document: graphql-sse wants refusals as events of
   * a stream, because a browser's EventSource gives up for good on a status other than 200.
   */
  readonly prepared: PreparedOperation | Refused
  readonly variables: JsonObject
  /** Not to be spread: it has accessors. Its signal is aborted when the client leaves. */
  readonly caller: HttpCaller
  readonly session: Session | null
}

/** Serves the stream to its end; `caller.observed` is its to end. */
export type ServeEventStream = (stream: EventStreamRequest) => Promise<void>
