import { isObject, type JsonObject } from '../engine/own.ts'
import { badRequest } from './faults.ts'

/** What a request asks for, as the specification of GraphQL over HTTP names it; none of it has been looked into. */
export interface GraphqlParams {
  readonly query: string | undefined
  /** The name of a document that the gateway knows, in place of `query`. */
  readonly documentId: string | undefined
  readonly operationName: string | undefined
  readonly variables: JsonObject
  readonly extensions: JsonObject | undefined
}

const NO_VARIABLES: JsonObject = Object.freeze({})

/**
 * What a body asks for; as a list where it is a batch, which has at most `batchLimit` operations.
 * @throws BAD_REQUEST
 */
export function paramsOfBody(text: string, batchLimit: number): GraphqlParams | GraphqlParams[] {
  if (text === '') throw badRequest('The body is empty; it must be a JSON object with a query.')
  const body = parseJson(text, 'The body')
  if (!Array.isArray(body)) return paramsOf(body)
  if (batchLimit === 0) throw badRequest('Batches are not taken: send one operation a request.')
  if (body.length === 0 || body.length > batchLimit) throw badRequest(`A batch has 1 to ${batchLimit} operations.`)
  return body.map(paramsOf)
}

/** @param url of a GET; @throws BAD_REQUEST */
export function paramsOfUrl(url: string): GraphqlParams {
  const start = url.indexOf('?')
  const search = new URLSearchParams(start < 0 ? '' : url.slice(start + 1))
  return paramsOf({
    query: once(search, 'query'),
    documentId: once(search, 'documentId'),
    operationName: once(search, 'operationName'),
    variables: jsonOnce(search, 'variables'),
    extensions: jsonOnce(search, 'extensions'),
  })
}

function paramsOf(from: unknown): GraphqlParams {
  if (!isObject(from)) throw badRequest('The body must be a JSON object.')
  const { query, documentId, operationName, variables, extensions } = from
  return {
    query: textOrNothing('query', query),
    documentId: textOrNothing('documentId', documentId),
    // Empty is what forms and URLs have for none.
    operationName: textOrNothing('operationName', operationName) || undefined,
    variables: objectOrNothing('variables', variables) ?? NO_VARIABLES,
    extensions: objectOrNothing('extensions', extensions),
  }
}

function textOrNothing(name: string, value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return undefined
  throw badRequest(`\`${name}\` must be a string.`)
}

function objectOrNothing(name: string, value: unknown): JsonObject | undefined {
  if (value === undefined || value === null) return undefined
  if (isObject(value)) return value
  throw badRequest(`\`${name}\` must be an object.`)
}

function once(search: URLSearchParams, name: string): string | undefined {
  const values = search.getAll(name)
  if (values.length > 1) throw badRequest(`\`${name}\` is given ${values.length} times.`)
  return values[0]
}

function jsonOnce(search: URLSearchParams, name: string): unknown {
  const text = once(search, name)
  return text === undefined || text === '' ? undefined : parseJson(text, `\`${name}\``)
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest(`${what} is not valid JSON.`)
  }
}
