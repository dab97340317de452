import { createHash } from 'node:crypto'
import { print } from 'graphql'
import type { Viewer } from '#lib/identity.ts'
import type { Admitted } from '../engine/operations.ts'
import { getOwn } from '../engine/own.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import type { LoadedSupergraph } from '../engine/supergraph.ts'

/** Who a subscription is run for: its viewer where a value in it depends on who asks, else nobody. */
export function audienceOf({ prepared, variant, caller }: Admitted): Viewer | null {
  const { saysWhatIsPersonal } = prepared.supergraph.streams
  const depends = !saysWhatIsPersonal || variant.policyUses.some(({ auth, viewer }) => auth !== undefined || viewer)
  return depends ? caller.viewer : null
}

/** The same for all whose events are the same: operation, variables, who it is run for, and the supergraph's generation. */
export function sharingKey(admitted: Admitted): string {
  const { prepared, variables } = admitted
  const names = (prepared.operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
  const used = names.flatMap((name) => {
    const value = getOwn(variables, name)
    return value === undefined ? [] : [[name, value]]
  })
  return JSON.stringify([
    generationOf(prepared.supergraph),
    textHashOf(prepared),
    used.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    audienceOf(admitted),
  ])
}

const generations = new WeakMap<LoadedSupergraph, number>()
let generationCount = 0

function generationOf(supergraph: LoadedSupergraph): number {
  const known = generations.get(supergraph) ?? generationCount++
  generations.set(supergraph, known)
  return known
}

const hashes = new WeakMap<PreparedOperation, string>()

/** Of the operation as it is printed: clients write spaces and comments as they like. */
function textHashOf(prepared: PreparedOperation): string {
  const known = hashes.get(prepared) ?? createHash('sha256').update(print(prepared.document)).digest('base64')
  hashes.set(prepared, known)
  return known
}
