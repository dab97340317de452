import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'

export interface RawResponse {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for.
  json: any
}

interface Sending {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/** Sends what is given and nothing else: fetch adds headers of its own, and unpacks what is packed. */
export function rawRequest(url: string, { method = 'POST', path = '/graphql', headers, body }: Sending) {
  return new Promise<RawResponse>((resolve, reject) => {
    const sent = httpRequest(url + path, { method, headers: { ...headers } }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      const bytes = Buffer.concat(chunks)
      const isJson = /json/.test(response.headers['content-type'] ?? '') && !response.headers['content-encoding']
      const json = isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes, json })
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

const MODERN = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }

/** POSTs a JSON body, by default as today's clients do. */
export const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  rawRequest(url, { headers: { ...MODERN, ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) })

/** GETs with parameters, and with the header that says no page of another origin sent it. */
export const get = (url: string, params: Record<string, string>, headers: Record<string, string> = {}) =>
  rawRequest(url, {
    method: 'GET',
    path: `/graphql?${new URLSearchParams(params)}`,
    headers: { 'apollo-require-preflight': '1', accept: 'application/graphql-response+json', ...headers },
  })
