import { createHash } from 'node:crypto'
import { print } from 'graphql'
import type { Viewer } from '#lib/identity.ts'
import { oncePer } from '#lib/once-per.ts'
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

let generationCount = 0
const generationOf = oncePer((_: LoadedSupergraph) => generationCount++)

/** Of the operation as it is printed: clients write spaces and comments as they like. */
const textHashOf = oncePer(({ document }: PreparedOperation) =>
  createHash('sha256').update(print(document)).digest('base64'),
)
