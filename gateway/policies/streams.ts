import type { Supergraph } from '@apollo/federation-internals'
import { policyFeature } from './policies.ts'

/** What @snapshot says: the fields that carry the version of a state, and the mark of a whole one. */
export interface SnapshotFields {
  readonly version: string
  readonly full: string
}

export interface StreamIndex {
  /** By the name of the subscription's field; one with neither directive gives messages, each of which counts. */
  readonly fields: ReadonlyMap<string, { readonly snapshot: SnapshotFields | undefined; readonly state: boolean }>
  /** @viewer and @auth say what depends on who asks; in a supergraph that says nothing, anything may. */
  readonly saysWhatIsPersonal: boolean
}

/** Reads @snapshot and @state of every subscription of the supergraph. */
export function readStreams(supergraph: Supergraph): StreamIndex {
  const feature = policyFeature(supergraph)
  const root = supergraph.schema.schemaDefinition.rootType('subscription')
  if (!feature || !root) return { fields: new Map(), saysWhatIsPersonal: feature !== undefined }
  const names = { snapshot: feature.directiveNameInSchema('snapshot'), state: feature.directiveNameInSchema('state') }
  const fields = root.fields().map((field) => {
    const [snapshot] = field.appliedDirectivesOf(names.snapshot)
    const read = {
      snapshot: snapshot?.arguments(true) as SnapshotFields | undefined,
      state: field.hasAppliedDirective(names.state),
    }
    return [field.name, read] as const
  })
  return { fields: new Map(fields), saysWhatIsPersonal: true }
}
