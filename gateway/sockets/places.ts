import type { GraphQLError } from 'graphql'
import type { Caller } from '../engine/operations.ts'
import { fault } from '../errors.ts'

/** What each caller may have only so many of at once, such as open sockets. */
export interface Places {
  /** Takes a place of every one of `callers`, or none; gives them back, once, when called. */
  take(callers: readonly string[]): (() => void) | undefined
}

export function createPlaces(max: number): Places {
  const taken = new Map<string, number>()
  const add = (caller: string, change: number) => {
    const now = (taken.get(caller) ?? 0) + change
    if (now > 0) taken.set(caller, now)
    else taken.delete(caller)
  }
  return {
    take(callers) {
      if (callers.some((caller) => (taken.get(caller) ?? 0) >= max)) return undefined
      let has = true
      for (const caller of callers) add(caller, 1)
      return () => {
        if (has) for (const caller of callers) add(caller, -1)
        has = false
      }
    },
  }
}

/** Whom a subscription counts for. */
export const callersOf = ({ viewer, address }: Caller): string[] => [
  `address ${address}`,
  ...(viewer ? [`user ${viewer.id}`] : []),
]

export const tooManySubscriptions = (): GraphQLError =>
  fault('RATE_LIMITED', 'Too many subscriptions at once from one address or user.')
