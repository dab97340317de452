import type { JsonObject } from '../engine/own.ts'

/** A number that may depend on an operation's variables; they are undefined while they are not known yet. */
export type Estimate = number | ((variables: JsonObject | undefined) => number)

export const evaluate = (estimate: Estimate, variables: JsonObject | undefined): number =>
  typeof estimate === 'number' ? estimate : estimate(variables)

/** What does not depend on variables is added up once. */
export function sum(estimates: readonly Estimate[]): Estimate {
  let known = 0
  const open: Array<(variables: JsonObject | undefined) => number> = []
  for (const estimate of estimates) {
    if (typeof estimate === 'number') known += estimate
    else open.push(estimate)
  }
  if (open.length === 0) return known
  return (variables) => open.reduce((total, estimate) => total + estimate(variables), known)
}

export function product(a: Estimate, b: Estimate): Estimate {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  return (variables) => evaluate(a, variables) * evaluate(b, variables)
}

export function highest(estimates: readonly Estimate[]): Estimate {
  if (estimates.every((estimate) => typeof estimate === 'number')) return Math.max(...estimates)
  return (variables) => Math.max(...estimates.map((estimate) => evaluate(estimate, variables)))
}
