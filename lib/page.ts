import { badUserInput } from '#lib/errors.ts'
import { isId } from '#lib/ids.ts'

/** Of a connection's field. */
export interface PageArgs {
  first: number
  after?: string | null
}

/** How far a reader has come in a list by time, where ids decide between equal times. */
export interface Position {
  at: Date
  id: string
}

const encode = (text: string) => Buffer.from(text).toString('base64url')

const notACursor = () => badUserInput('Not a cursor of this list.', ['after'])

function decode(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (encode(text) !== cursor) throw notACursor()
  return text
}

export const idCursor = ({ id }: { id: string }): string => encode(id)

export const timeCursor = ({ at, id }: Position): string => encode(`${at.toISOString()} ${id}`)

/** @throws BAD_USER_INPUT */
export function readIdCursor(cursor: string): string {
  const id = decode(cursor)
  if (!isId(id)) throw notACursor()
  return id
}

/** @throws BAD_USER_INPUT, also for times that a database does not take: years of more or less than four digits */
export function readTimeCursor(cursor: string): Position {
  const [time = '', id = '', ...more] = decode(cursor).split(' ')
  const at = new Date(time)
  const isTime = /^\d{4}-/.test(time) && !Number.isNaN(at.getTime()) && at.toISOString() === time
  if (!isTime || !isId(id) || more.length > 0) throw notACursor()
  return { at, id }
}

/** How far a reader has come in a list by name, where ids decide between equal names. */
export interface NamePosition {
  name: string
  id: string
}

export const nameCursor = ({ name, id }: NamePosition): string => encode(`${id} ${name}`)

/** @throws BAD_USER_INPUT */
export function readNameCursor(cursor: string): NamePosition {
  const text = decode(cursor)
  const at = text.indexOf(' ')
  const [id, name] = [text.slice(0, at), text.slice(at + 1)]
  if (!isId(id) || name === '') throw notACursor()
  return { name, id }
}

/**
 * What to ask the store for: rows behind `after`, and one more than a page has, which tells whether there is a next one.
 * @throws BAD_USER_INPUT for a cursor that is not one, or `first` outside 1 to `most`
 */
export function readPage<P>(
  { first, after }: PageArgs,
  { most, read }: { most: number; read(cursor: string): P },
): { limit: number; after: P | undefined } {
  if (first < 1 || first > most) throw badUserInput(`first is 1 to ${most}.`, ['first'])
  return { limit: first + 1, after: after == null ? undefined : read(after) }
}

/** The connection of the rows that `readPage` asked for. */
export function pageOf<T>(found: T[], { first, after }: PageArgs, cursorOf: (node: T) => string) {
  const edges = found.slice(0, first).map((node) => ({ cursor: cursorOf(node), node }))
  return connectionOf(edges, { more: found.length > first, before: after != null })
}

/** A connection of the Relay kind from the edges of one page. */
export function connectionOf<T>(
  edges: Array<{ cursor: string; node: T }>,
  { more, before }: { more: boolean; before: boolean },
) {
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: more,
      hasPreviousPage: before,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
