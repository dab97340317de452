import { readFileSync } from 'node:fs'
import { GraphQLError } from 'graphql'
import { afterEach, expect, test, vi } from 'vitest'
import { unavailable } from '#lib/errors.ts'
import { Refused } from '../errors.ts'
import { createDocuments } from './documents.ts'
import { createPlanner } from './planning/planner.ts'
import { loadSupergraph } from './supergraph.ts'

const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8')
const supergraph = loadSupergraph(sdl, {}, undefined)
const planner = createPlanner(sdl)
const TEXT = 'query Airports { airports(query: "x") { code } }'

afterEach(() => {
  vi.useRealTimers()
})

/** Documents whose planner fails as often as there are errors, and then plans. */
function documentsOf(...errors: Error[]) {
  return limitedDocumentsOf(undefined, errors)
}

function limitedDocumentsOf(maxBytes: number | undefined, errors: Error[] = []) {
  const planned: string[] = []
  const plan = async (text: string) => {
    planned.push(text)
    const error = errors.shift()
    if (error) throw error
    return planner.plan(text)
  }
  return {
    documents: createDocuments({ supergraph, planning: { plan }, introspection: true, ...(maxBytes && { maxBytes }) }),
    planned,
  }
}

test('an operation is planned once for all who ask, by its name or without', async () => {
  const { documents, planned } = documentsOf()
  const all = await Promise.all([undefined, 'Airports', undefined].map((name) => documents.prepare(TEXT, name)))
  expect(new Set(all).size).toBe(1)
  expect(planned).toHaveLength(1)
  expect(documents.mostUsed(5)).toHaveLength(1)
})

test('one that cannot be planned is tried again after a minute, not before', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { documents, planned } = documentsOf(new Refused([new GraphQLError('too complex')]))
  await expect(documents.prepare(TEXT, undefined)).rejects.toBeInstanceOf(Refused)
  vi.advanceTimersByTime(59_000)
  await expect(documents.prepare(TEXT, 'Airports')).rejects.toBeInstanceOf(Refused)
  expect(planned).toHaveLength(1)
  vi.advanceTimersByTime(1_000)
  expect((await documents.prepare(TEXT, 'Airports')).name).toBe('Airports')
  expect((await documents.prepare(TEXT, undefined)).name).toBe('Airports')
  expect(planned).toHaveLength(2)
})

test('one that had no time to be planned is', async () => {
  const { documents, planned } = documentsOf(unavailable(1))
  await expect(documents.prepare(TEXT, undefined)).rejects.toHaveProperty('extensions.code', 'UNAVAILABLE')
  expect((await documents.prepare(TEXT, undefined)).name).toBe('Airports')
  expect(planned).toHaveLength(2)
})

test("a subscription whose only field hangs on a variable's condition is refused as invalid", async () => {
  const text = 'subscription($x: Boolean!) { seatMapChanged(flightId: "f1") @include(if: $x) { version } }'
  const { documents } = documentsOf()
  const refused = await documents.prepare(text, undefined).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Refused)
  expect(refused).toHaveProperty('errors.0.extensions.code', 'GRAPHQL_VALIDATION_FAILED')
})

test('the most used come first', async () => {
  const { documents } = documentsOf()
  const other = '{ fleet { registration } }'
  for (const text of [other, TEXT, TEXT]) await documents.prepare(text, undefined)
  expect(documents.mostUsed(1).map(({ text }) => text)).toEqual([TEXT])
})

test('one that was refused is not among the most used', async () => {
  const { documents } = documentsOf(new Refused([new GraphQLError('too complex')]))
  await expect(documents.prepare('{ fleet { registration } }', undefined)).rejects.toBeInstanceOf(Refused)
  await documents.prepare(TEXT, undefined)
  expect(documents.mostUsed(5).map(({ text }) => text)).toEqual([TEXT])
})

test('documents are kept as long as there is memory for the fields that their fragments spell', async () => {
  const { documents, planned } = limitedDocumentsOf(1 << 20)
  const fields = (count: number) => {
    const name = `F${count}`
    const spreads = Array.from({ length: count }, (_, i) => `a${i}: departure { ...${name} }`).join(' ')
    return `{ flight(id: "f1") { ${spreads} } } fragment ${name} on Station { terminal gate scheduled estimated actual }`
  }
  for (const text of [TEXT, fields(20), TEXT]) await documents.prepare(text, undefined)
  expect(planned).toHaveLength(2)
  for (const text of [fields(50), TEXT]) await documents.prepare(text, undefined)
  expect(planned).toHaveLength(3)
  for (const text of [fields(51), fields(50)]) await documents.prepare(text, undefined)
  expect(planned).toHaveLength(5)
})

test('introspection is bounded, and its answer is not kept with the document', async () => {
  const { documents } = documentsOf()
  const refused = documents.prepare('{ __schema { types { fields { type { fields { name } } } } } }', undefined)
  await expect(refused).rejects.toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] })
  const { introspect } = (await documents.prepare('{ __schema { types { name } } }', undefined)).variant(new Map())
  expect(introspect({})).toEqual(introspect({}))
  expect(introspect({})).not.toBe(introspect({}))
})
