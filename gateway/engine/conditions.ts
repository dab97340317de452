import { type DirectiveNode, type DocumentNode, Kind, type SelectionNode, visit } from 'graphql'

/** Whether @skip and @include leave a selection in, given the values of the variables they name. */
export function conditionHolds(node: SelectionNode, values: ReadonlyMap<string, boolean>): boolean {
  for (const directive of node.directives ?? []) {
    const name = directive.name.value
    if (name !== 'skip' && name !== 'include') continue
    if (decided(directive, values) !== (name === 'include')) return false
  }
  return true
}

function decided(directive: DirectiveNode, values: ReadonlyMap<string, boolean>): boolean | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value
  if (value?.kind === Kind.BOOLEAN) return value.value
  return value?.kind === Kind.VARIABLE ? values.get(value.name.value) : undefined
}

/** The variables that decide a @skip or @include somewhere in the document, in order of first use. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive({ name, arguments: args }) {
      if (name.value !== 'skip' && name.value !== 'include') return
      for (const { value } of args ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}
