import { Kind, parse } from 'graphql'
import type { KnownOperation } from './documents.ts'

/** Each operation of these documents. */
export const operationsOf = (texts: readonly string[]): KnownOperation[] =>
  texts.flatMap((text) =>
    parse(text).definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION ? { text, operationName: each.name?.value } : [],
    ),
  )
