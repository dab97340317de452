import type { CompositeType, FieldDefinition, Supergraph } from '@apollo/federation-internals'
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { forbidden, unauthenticated } from '#lib/errors.ts'
import { hasRole, type Role, type Viewer } from '#lib/identity.ts'
import { gatherFields } from '../engine/gather.ts'
import type { JsonObject } from '../engine/own.ts'
import { fieldOf } from '../engine/type-conditions.ts'
import { type RateLimit, readRateLimit } from './rate-limit-directive.ts'

/** Where the directives read here come from: one of the same name from elsewhere means something else. */
const POLICY_FEATURE = 'https://skygraph.dev/policy'

interface FieldPolicy {
  readonly auth: Role | undefined
  readonly rateLimit: RateLimit | undefined
  /** @viewer: its value depends on who asks. */
  readonly viewer: boolean
}

/** By coordinate, `Type.field`; only fields that have a policy. */
export type PolicyIndex = ReadonlyMap<string, FieldPolicy>

/** The link to this project's policy directives, where the supergraph has it. */
export const policyFeature = (supergraph: Supergraph) => supergraph.schema.coreFeatures?.getByIdentity(POLICY_FEATURE)

/** Reads @auth, @rateLimit and @viewer of every field of the supergraph. Throws on a limit that could not be kept. */
export function readPolicies(supergraph: Supergraph): PolicyIndex {
  const index = new Map<string, FieldPolicy>()
  const feature = policyFeature(supergraph)
  if (!feature) return index
  const named = (name: string) => feature.directiveNameInSchema(name)
  const names = { auth: named('auth'), rateLimit: named('rateLimit'), viewer: named('viewer') }
  for (const type of [...supergraph.schema.objectTypes(), ...supergraph.schema.interfaceTypes()]) {
    for (const field of type.fields()) {
      const policy = policyOf(field, names)
      if (policy.auth || policy.rateLimit || policy.viewer) index.set(field.coordinate, policy)
    }
  }
  return index
}

type DirectiveNames = Record<'auth' | 'rateLimit' | 'viewer', string>

function policyOf(field: FieldDefinition<CompositeType>, names: DirectiveNames): FieldPolicy {
  const role = field.appliedDirectivesOf(names.auth)[0]?.arguments(true) as { role?: Role } | undefined
  return {
    auth: role && (role.role ?? 'CUSTOMER'),
    rateLimit: readRateLimit(field, names.rateLimit),
    viewer: field.hasAppliedDirective(names.viewer),
  }
}

/** One use of a field with a policy: a response name under one parent type, however many fragments name it. */
export interface PolicyUse {
  readonly auth: Role | undefined
  readonly rateLimits: readonly RateLimit[]
  readonly viewer: boolean
  readonly field: GraphQLField<unknown, unknown>
  readonly node: FieldNode
}

interface Walk {
  readonly schema: GraphQLSchema
  readonly index: PolicyIndex
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly conditions: ReadonlyMap<string, boolean>
  readonly uses: PolicyUse[]
}

/** Every use of a field with a policy, at any depth, behind aliases, fragments and interfaces. */
export function collectPolicyUses(walk: Omit<Walk, 'uses'>, operation: OperationDefinitionNode): PolicyUse[] {
  const uses: PolicyUse[] = []
  const root = walk.schema.getRootType(operation.operation)
  if (root && walk.index.size > 0) visitSelections({ ...walk, uses }, root, [operation.selectionSet])
  return uses
}

function visitSelections(w: Walk, type: GraphQLCompositeType, selections: readonly SelectionSetNode[]): void {
  for (const { type: parent, nodes } of gatherFields(w, type, selections)) visitField(w, parent, nodes)
}

function visitField(w: Walk, parent: GraphQLCompositeType, nodes: readonly FieldNode[]): void {
  const node = nodes[0]
  const field = node && fieldOf(w.schema, parent, node.name.value)
  if (!node || !field) return
  const policies = coordinatesOf(w.schema, parent, field.name).flatMap((name) => w.index.get(name) ?? [])
  const rateLimits = policies.flatMap(({ rateLimit }) => rateLimit ?? [])
  const viewer = policies.some((policy) => policy.viewer)
  if (policies.length > 0) w.uses.push({ auth: highest(policies), rateLimits, viewer, field, node })
  const type = getNamedType(field.type)
  const inner = nodes.flatMap((each) => (each.selectionSet ? [each.selectionSet] : []))
  if (isCompositeType(type)) visitSelections(w, type, inner)
}

/**
 * A field asked of an interface or union may be served by any type behind it, and a type's field is also what each of
 * its interfaces says it is: the other ones too, lest a second interface be a way round the first.
 */
function coordinatesOf(schema: GraphQLSchema, parent: GraphQLCompositeType, field: string): string[] {
  const behind = isAbstractType(parent) ? schema.getPossibleTypes(parent) : []
  const types = new Set<GraphQLCompositeType>()
  for (const type of [parent, ...behind]) {
    types.add(type)
    if (!isUnionType(type)) for (const one of type.getInterfaces()) types.add(one)
  }
  return [...types].map((type) => `${type.name}.${field}`)
}

function highest(policies: readonly FieldPolicy[]): Role | undefined {
  const roles = policies.flatMap(({ auth }) => auth ?? [])
  return (['ADMIN', 'OPERATOR', 'CUSTOMER'] as const).find((role) => roles.includes(role))
}

/**
 * Refuses the whole operation where one field of it is not this viewer's.
 * @throws UNAUTHENTICATED without a viewer, FORBIDDEN with too low a role
 */
export function checkRoles(uses: readonly PolicyUse[], viewer: Viewer | null): void {
  for (const { auth, field } of uses) {
    if (!auth) continue
    if (!viewer) throw unauthenticated(`Sign in first: ${field.name} is not for everyone.`)
    if (!hasRole(viewer, auth)) throw forbidden(`Your role does not allow ${field.name}.`)
  }
}

/** The arguments that a rate limit counts apart, as the client gave them. */
export function identityArguments(use: PolicyUse, variables: JsonObject): JsonObject {
  const named = use.rateLimits.some(({ identityArgs }) => identityArgs.length > 0)
  return named ? getArgumentValues(use.field, use.node, variables) : {}
}
