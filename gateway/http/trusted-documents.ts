import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The documents that whoever runs the gateway vouches for. */
export interface TrustedDocuments {
  /** No others are run. */
  readonly only: boolean
  textOf(id: string): string | undefined
  hasText(text: string): boolean
}

const NONE: TrustedDocuments = { only: false, textOf: () => undefined, hasText: () => false }

/** Texts by id, as GraphQL Code Generator and Relay write them; or the manifest of Apollo's tools. */
const manifest = z.union([
  z
    .object({
      format: z.literal('apollo-persisted-query-manifest'),
      version: z.literal(1),
      operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
    })
    .transform(({ operations }) => operations.map(({ id, body }): [string, string] => [id, body])),
  z.record(z.string().min(1), z.string().min(1)).transform((texts) => Object.entries(texts)),
])

/** @throws where the file cannot be read, is neither form, or gives an id twice */
export function readTrustedDocuments(file: string | undefined, only: boolean): TrustedDocuments {
  if (file === undefined) {
    if (only)
      throw new Error('Trusted documents are the only ones allowed, but TRUSTED_DOCUMENTS names no file of them.')
    return NONE
  }
  const entries = readDocuments(file)
  const texts = new Map(entries)
  if (texts.size < entries.length) throw new Error(`${file} gives an id more than once.`)
  const known = new Set(texts.values())
  return { only, textOf: (id) => texts.get(id), hasText: (text) => known.has(text) }
}

/** The texts of a file of documents with their ids. */
export const readDocuments = (file: string): Array<[id: string, text: string]> =>
  manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
