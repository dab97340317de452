import { type DocumentNode, Kind } from 'graphql'
import { countFields } from '../policies/limits.ts'
import { MAX_VARIANTS } from './prepare.ts'

/** Bytes, as measured of the documents that cost most: some are far below, none is far above. */
const CHARACTER = 8
const TOKEN = 300
const OPERATION = 16_000
const PLANNED_FIELD = 1_000
const COMPILED_FIELD = 450

/**
 * About the bytes that a document keeps once all its operations are planned and compiled. Its text says little of that:
 * 10 kB of fragments in one another spell 3,000 fields.
 */
export function documentWeight(text: string, document: DocumentNode): number {
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length
  return (
    text.length * CHARACTER +
    (document.tokenCount ?? 0) * TOKEN +
    operations * OPERATION +
    countFields(document) * (PLANNED_FIELD + MAX_VARIANTS * COMPILED_FIELD)
  )
}
