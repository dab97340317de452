import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedSpan {
  service: string
  name: string
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer */
  kind: number
  traceId: string
  spanId: string
  /** Empty for the first of a trace */
  parentSpanId: string
  failed: boolean
  attributes: Record<string, unknown>
}

/** A collector of OpenTelemetry: what is sent to it as OTLP over HTTP, decoded where it is JSON. */
export interface OtlpReceiver {
  url: string
  spans(): ReceivedSpan[]
  /** As they came. */
  requests: Array<{ path: string | undefined; headers: IncomingHttpHeaders; body: Buffer }>
  /** What it answers from now on, 200 at first; undefined: never anything. */
  answerWith(status: number | undefined): void
  stop(): Promise<void>
}

interface Value {
  stringValue?: string
  intValue?: number | string
  boolValue?: boolean
}
interface Attribute {
  key: string
  value: Value
}
interface SentSpan extends Omit<ReceivedSpan, 'attributes' | 'failed' | 'service' | 'parentSpanId'> {
  parentSpanId?: string
  status?: { code?: number }
  attributes: Attribute[]
}
interface Sent {
  resourceSpans: Array<{ resource: { attributes: Attribute[] }; scopeSpans: Array<{ spans: SentSpan[] }> }>
}

const ERROR_STATUS = 2

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const requests: OtlpReceiver['requests'] = []
  let status: number | undefined = 200
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    requests.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks) })
    if (status !== undefined) response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans: () => requests.flatMap(({ headers, body }) => (isJson(headers) ? spansOf(JSON.parse(String(body))) : [])),
    answerWith: (next) => {
      status = next
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const isJson = (headers: IncomingHttpHeaders): boolean => headers['content-type'] === 'application/json'

function spansOf({ resourceSpans }: Sent): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(attributesOf(resource.attributes)['service.name'])
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId = '', status, attributes }) => ({
        service,
        name,
        kind,
        traceId,
        spanId,
        parentSpanId,
        failed: status?.code === ERROR_STATUS,
        attributes: attributesOf(attributes),
      })),
    )
  })
}

const attributesOf = (attributes: Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue]))
