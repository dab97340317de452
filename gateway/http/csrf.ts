import type { IncomingHttpHeaders } from 'node:http'
import { badRequest } from './faults.ts'
import { isJson } from './media-types.ts'

/** Headers that a page of another origin cannot set without a preflight; Apollo's clients send the first by themselves. */
const PREFLIGHT_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight']

/**
 * A GET that a browser sends for another origin's page without asking first is refused: its answer cannot be read there,
 * but its time can. A POST needs no such look, application/json forces a preflight.
 */
export function preventCsrf(headers: IncomingHttpHeaders): void {
  const type = headers['content-type']
  if (type !== undefined && !isJson(type)) {
    throw badRequest('A GET may have no other content-type than application/json.', 415)
  }
  if (type !== undefined || PREFLIGHT_HEADERS.some((name) => headers[name])) return
  throw badRequest(`A GET needs one of these headers, against forgery: ${PREFLIGHT_HEADERS.join(', ')}.`)
}
