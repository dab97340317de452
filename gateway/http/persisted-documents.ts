import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { isObject, type JsonObject } from '../engine/own.ts'
import { fault } from '../errors.ts'
import { badRequest } from './faults.ts'
import type { TrustedDocuments } from './trusted-documents.ts'

/** How a request names its document: by its text, by an id, or by both to have it remembered. */
export interface DocumentRequest {
  readonly query?: string | undefined
  /** `sha256:<hex>`, or an id of the trusted documents. */
  readonly documentId?: string | undefined
  /** With `persistedQuery: { version: 1, sha256Hash }`, as Apollo's clients send it. */
  readonly extensions?: JsonObject | undefined
}

/** For every transport: finds the text of the document that a request names. */
export interface PersistedDocuments {
  /**
   * @throws BAD_REQUEST: no document is named, or the hash is another text's
   * @throws PERSISTED_QUERY_NOT_FOUND: the client may send the text with the hash, to be remembered
   * @throws PERSISTED_QUERY_NOT_IN_LIST, QUERY_NOT_IN_SAFELIST: only trusted documents are taken
   */
  textOf(request: DocumentRequest): string
  /** Remembers a text that came with its hash, once it proved to be a good one. */
  keep(request: DocumentRequest): void
}

const MAX_DOCUMENTS = 2_000
/** Characters of all of them together. */
const MAX_TEXT = 8_000_000

export function createPersistedDocuments(trusted: TrustedDocuments): PersistedDocuments {
  const kept = new LRUCache<string, string>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_TEXT,
    sizeCalculation: (text) => text.length + 1,
  })
  return {
    textOf(request) {
      const id = idOf(request)
      const query = request.query || undefined
      if (id === undefined) {
        if (query === undefined) throw badRequest('The request has no query.')
        if (trusted.only && !trusted.hasText(query)) throw notTrusted()
        return query
      }
      const known = trusted.textOf(id) ?? kept.get(id)
      if (query === undefined) return known ?? unknownId(trusted)
      if (trusted.only && !trusted.hasText(query)) throw notTrusted()
      if (query !== known && sha256(query) !== id) throw badRequest('The hash is not that of the query.')
      return query
    },
    keep(request) {
      const { query } = request
      const id = query ? idOf(request) : undefined
      if (query && id !== undefined && !trusted.only && kept.peek(id) === undefined) kept.set(id, query)
    },
  }
}

function idOf({ documentId, extensions }: DocumentRequest): string | undefined {
  if (documentId !== undefined) return documentId.startsWith('sha256:') ? documentId.slice(7) : documentId
  const persisted = extensions?.persistedQuery
  if (persisted === undefined || persisted === null) return undefined
  if (!isObject(persisted) || persisted.version !== 1 || typeof persisted.sha256Hash !== 'string') {
    throw badRequest('`persistedQuery` must have version 1 and a sha256Hash.')
  }
  return persisted.sha256Hash
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function unknownId({ only }: TrustedDocuments): never {
  // The first message is part of the protocol: some clients go by it.
  if (!only) throw fault('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
  throw fault('PERSISTED_QUERY_NOT_IN_LIST', 'No trusted document has this id.')
}

const notTrusted = () => fault('QUERY_NOT_IN_SAFELIST', 'Only trusted documents are taken.')
