import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, parse, print } from 'graphql'
import { oncePer } from '#lib/once-per.ts'
import { fragmentsOf, gatherFields } from '../engine/gather.ts'
import { getOwn, isObject, type JsonObject } from '../engine/own.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import { invalid } from '../errors.ts'
import type { SnapshotFields } from '../policies/streams.ts'
import type { StreamEvent } from './stream-event.ts'

/** How the events of a subscription build on each other, and what is opened upstream for it. */
export interface StreamKind {
  /** Each event is a message of its own: none may be left out for another. */
  readonly messages: boolean
  /** What the subgraph is asked for. */
  readonly query: string
  /** Which part an event of these data is, and of which version. */
  partOf(data: JsonObject | null | undefined, hasErrors: boolean): Pick<StreamEvent, 'part' | 'version'>
}

const VERSION = '_gateway_version'
const FULL = '_gateway_full'
const REMARK = { part: 'remark', version: undefined } as const
const WHOLE = { part: 'whole', version: undefined } as const

/**
 * What @snapshot or @state of the subscribed field says; a field with neither gives messages.
 * @throws GRAPHQL_VALIDATION_FAILED where the operation leaves its field out, so that there is nothing to watch
 */
export const streamKindOf = oncePer((prepared: PreparedOperation): StreamKind => {
  const query = prepared.primary?.operation
  if (query === undefined) throw invalid('A subscription needs a field that is not left out.')
  const { snapshot, state } = prepared.supergraph.streams.fields.get(subscribedField(prepared)) ?? {}
  if (snapshot) return snapshotKind(query, snapshot)
  if (state) return stateKind(query)
  return { messages: true, query, partOf: () => REMARK }
})

function subscribedField({ supergraph, operation, document }: PreparedOperation): string {
  const root = supergraph.apiSchema.getSubscriptionType()
  if (!root) throw new Error('The supergraph has no subscriptions.')
  const gathering = { schema: supergraph.apiSchema, fragments: fragmentsOf(document) }
  const [field] = gatherFields(gathering, root, [operation.selectionSet])
  return field?.nodes[0]?.name.value ?? ''
}

/** A state of which a field failed is one all the same: the subgraph has no better one. So is a null, where nothing is. */
function stateKind(query: string): StreamKind {
  const { key } = rootField(parse(query))
  const isState = (data: JsonObject, hasErrors: boolean) => !hasErrors || (getOwn(data, key) ?? null) !== null
  return { messages: false, query, partOf: (data, hasErrors) => (data && isState(data, hasErrors) ? WHOLE : REMARK) }
}

function rootField(document: DocumentNode): { field: FieldNode; key: string } {
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const [field] = (operation as OperationDefinitionNode).selectionSet.selections
  if (field?.kind !== Kind.FIELD) throw new Error('What is opened upstream has no field.')
  return { field, key: field.alias?.value ?? field.name.value }
}

/** Asks for the version and the mark of a whole state as well, whatever the client selects. */
function snapshotKind(query: string, { version, full }: SnapshotFields): StreamKind {
  const document = parse(query)
  const { field, key } = rootField(document)
  if (!field.selectionSet) throw new Error('A stream of snapshots has no fields.')
  const marks = parse(`{ ${VERSION}: ${version} ${FULL}: ${full} }`).definitions[0] as OperationDefinitionNode
  Object.assign(field.selectionSet, {
    selections: [...field.selectionSet.selections, ...marks.selectionSet.selections],
  })
  return {
    messages: false,
    query: print(document),
    partOf(data) {
      const state = data ? getOwn(data, key) : undefined
      const number = isObject(state) ? getOwn(state, VERSION) : undefined
      if (!isObject(state) || typeof number !== 'number') return REMARK
      return { part: getOwn(state, FULL) === true ? 'whole' : 'change', version: number }
    },
  }
}
