import { MIMEType } from 'node:util'
import Negotiator from 'negotiator'

export const JSON_TYPE = 'application/json; charset=utf-8'
export const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8'
const EVENT_STREAM = 'text/event-stream'

/** What a client takes as an answer, by its Accept header. */
export interface Accepted {
  /** The type of a JSON answer; undefined: it takes none. */
  readonly type: typeof JSON_TYPE | typeof GRAPHQL_TYPE | undefined
  /** It names server-sent events; some clients do so with every request, before or after JSON. */
  readonly eventStream: boolean
  /** Server-sent events are what it likes best. */
  readonly eventStreamFirst: boolean
  /** A browser asks for a page. */
  readonly html: boolean
}

const MAX_REMEMBERED = 500
const LONGEST_REMEMBERED = 200
/** Longer ones are not read at all: a parser may take the square of the length, and nobody has signed in yet. */
const LONGEST_ACCEPT = 1_000
const LONGEST_CONTENT_TYPE = 200

/** Clients send a handful of header values, and reading one takes longer than all else that is done with the headers. */
function remembered<V extends object>(read: (header: string) => V): (header: string) => V {
  const known = new Map<string, V>()
  return (header) => {
    const before = known.get(header)
    if (before) return before
    const value = read(header)
    if (known.size >= MAX_REMEMBERED) known.clear()
    if (header.length <= LONGEST_REMEMBERED) known.set(header, value)
    return value
  }
}

/** Without an Accept header a client is taken for one from before application/graphql-response+json. */
const UNSAID: Accepted = { type: JSON_TYPE, eventStream: false, eventStreamFirst: false, html: false }

const readAccept = remembered((accept): Accepted => {
  // By weight, then as the client lists them; where it leaves the choice to us (`*/*`) in this order.
  const liked = new Negotiator({ headers: { accept } }).mediaTypes([JSON_TYPE, GRAPHQL_TYPE, EVENT_STREAM])
  const type = liked.find((name): name is typeof JSON_TYPE | typeof GRAPHQL_TYPE => name !== EVENT_STREAM)
  const named = (name: string) => accept.toLowerCase().includes(name)
  return {
    type,
    eventStream: named(EVENT_STREAM) && liked.includes(EVENT_STREAM),
    eventStreamFirst: liked[0] === EVENT_STREAM,
    html: named('text/html'),
  }
})

export const acceptedBy = (accept: string | undefined): Accepted =>
  accept && accept.length <= LONGEST_ACCEPT ? readAccept(accept) : UNSAID

const readContentType = remembered((contentType): { json: boolean } => {
  try {
    const { essence, params } = new MIMEType(contentType)
    const charset = params.get('charset')
    return { json: essence === 'application/json' && (charset === null || /^utf-?8$/i.test(charset)) }
  } catch {
    // What is no media type at all is not ours either.
    return { json: false }
  }
})

/** Whether a body of this type is JSON in UTF-8. */
export const isJson = (contentType: string | undefined): boolean =>
  contentType !== undefined && contentType.length <= LONGEST_CONTENT_TYPE && readContentType(contentType).json

export type Encoding = 'br' | 'gzip'

const readEncodings = remembered((acceptEncoding): { encoding: Encoding | undefined } => {
  const liked = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } })
  const encoding = liked.encodings(['br', 'gzip', 'identity'])[0]
  return { encoding: encoding === 'br' || encoding === 'gzip' ? encoding : undefined }
})

/** How an answer is compressed for a client; undefined: not at all. */
export const encodingFor = (acceptEncoding: string | undefined): Encoding | undefined =>
  acceptEncoding && acceptEncoding.length <= LONGEST_ACCEPT ? readEncodings(acceptEncoding).encoding : undefined
