import type { Directive, InterfaceType, ObjectType, Supergraph } from '@apollo/federation-internals'
import { LIMITS } from './limits.ts'

/** Where @cost and @listSize come from, whatever a supergraph calls them. */
const COST_FEATURE = 'https://specs.apollo.dev/cost'

/** How long the lists of a field get. */
export interface ListSize {
  /** Where no argument says it. */
  readonly assumed: number | undefined
  /** Arguments that say it. */
  readonly slicing: readonly string[]
  /** The lists inside what the field returns that this is about; without any the field's own. */
  readonly sized: readonly string[]
  /** Exactly one of `slicing` must be given. */
  readonly exactlyOne: boolean
}

export interface CostRules {
  /** @cost by coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`. */
  readonly weights: ReadonlyMap<string, number>
  /** @listSize by coordinate: `Type.field`. */
  readonly sizes: ReadonlyMap<string, ListSize>
  /** Whether any argument, input field, scalar or enum has a weight. */
  readonly weighsInput: boolean
  /** What an operation may cost. */
  readonly budget: number
}

/**
 * Reads the directives of Apollo's demand control, which follows IBM's cost specification.
 * @param maxCost where none is set and the supergraph says nothing of costs, no operation costs too much
 */
export function readCostRules({ schema }: Supergraph, maxCost: number | undefined): CostRules {
  const feature = schema.coreFeatures?.getByIdentity(COST_FEATURE)
  if (!feature) return { weights: new Map(), sizes: new Map(), weighsInput: false, budget: maxCost ?? Infinity }
  const weights = new Map<string, number>()
  const sizes = new Map<string, ListSize>()
  const cost = feature.directiveNameInSchema('cost')
  const listSize = feature.directiveNameInSchema('listSize')
  const read = (element: Weighable) => {
    const weight = element.appliedDirectivesOf(cost)[0]?.arguments(true).weight
    if (typeof weight === 'number') weights.set(element.coordinate, weight)
    return weight !== undefined
  }
  const readFields = (type: ObjectType | InterfaceType) =>
    type.fields().flatMap((field) => {
      read(field)
      const size = field.appliedDirectivesOf(listSize)[0]
      if (size) sizes.set(field.coordinate, listSizeOf(size))
      return field.arguments().map(read)
    })
  const outputs = [...schema.objectTypes(), ...schema.interfaceTypes()]
  for (const type of outputs) read(type)
  const inputs = [
    ...outputs.flatMap(readFields),
    ...schema.inputTypes().flatMap((type) => type.fields().map(read)),
    ...[...schema.scalarTypes(), ...schema.enumTypes()].map(read),
  ]
  const own = { weights, sizes }
  for (const type of schema.interfaceTypes()) readImplementations(type, own)
  for (const type of schema.unionTypes()) setHighest(weights, type.coordinate, type.types())
  return { ...own, weighsInput: inputs.includes(true), budget: maxCost ?? LIMITS.cost }
}

interface Weighable {
  readonly coordinate: string
  appliedDirectivesOf(name: string): readonly Directive[]
}

function listSizeOf(directive: Directive): ListSize {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = directive.arguments(true)
  return {
    assumed: assumedSize ?? undefined,
    slicing: slicingArguments ?? [],
    sized: sizedFields ?? [],
    exactlyOne: requireOneSlicingArgument ?? true,
  }
}

/** What is asked of an interface costs what its dearest type does: asking so must not be the cheap way. */
function readImplementations(
  type: InterfaceType,
  { weights, sizes }: { weights: Map<string, number>; sizes: Map<string, ListSize> },
): void {
  const types = type.possibleRuntimeTypes()
  setHighest(weights, type.coordinate, types)
  for (const field of type.fields()) {
    const fields = types.flatMap((each) => each.field(field.name) ?? [])
    setHighest(weights, field.coordinate, fields)
    const [longest] = fields
      .flatMap(({ coordinate }) => sizes.get(coordinate) ?? [])
      .sort((a, b) => (b.assumed ?? 0) - (a.assumed ?? 0))
    if (longest && !sizes.has(field.coordinate)) sizes.set(field.coordinate, longest)
  }
}

function setHighest(weights: Map<string, number>, coordinate: string, of: ReadonlyArray<{ coordinate: string }>): void {
  const known = of.flatMap((each) => weights.get(each.coordinate) ?? [])
  if (known.length > 0 && !weights.has(coordinate)) weights.set(coordinate, Math.max(...known))
}
