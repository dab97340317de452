import { badUserInput } from '#lib/errors.ts'
import { isId } from '#lib/ids.ts'
import type { NotificationRow } from './store.ts'
import { toNotification } from './to-notification.ts'

interface PageArgs {
  first: number
  after?: string | null
}

/** @throws BAD_USER_INPUT for a size out of range or a cursor that is none of ours */
export function readPage({ first, after }: PageArgs, { max }: { max: number }) {
  if (first < 1 || first > max) throw badUserInput(`first is 1 to ${max}.`, ['first'])
  const beforeId = after == null ? undefined : Buffer.from(after, 'base64url').toString()
  if (beforeId !== undefined && !isId(beforeId)) throw badUserInput('after is no cursor of this list.', ['after'])
  // One more than asked for tells whether there is a next page.
  return { first, query: { beforeId, limit: first + 1 } }
}

const cursorOf = ({ id }: NotificationRow) => Buffer.from(id).toString('base64url')

export function pageOf(found: NotificationRow[], first: number, after: string | null | undefined) {
  const rows = found.slice(0, first)
  const edges = rows.map((row) => ({ cursor: cursorOf(row), node: toNotification(row) }))
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: after != null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
