import fc from 'fast-check'
import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../gateway/engine/own.ts'
import { compileShape } from '../../gateway/engine/shape.ts'
import { compileWriter } from '../../gateway/engine/writer.ts'
import { completeResponse } from './support/reference-completion.ts'

const schema = buildSchema(`
  scalar Any
  enum Mood { HAPPY SAD }
  interface Being { id: ID! name: String mood: Mood! friend: Being }
  type Cat implements Being { id: ID! name: String mood: Mood! friend: Being lives: Int! weight: Float kin: [Cat!]! }
  type Dog implements Being { id: ID! name: String mood: Mood! friend: Being good: Boolean! grid: [[Dog]!] any: Any }
  union Pet = Cat | Dog
  type Query { cat: Cat! dog: Dog being: Being beings: [Being!] pets: [Pet]! any: Any! }
`)

/** Selections of each type as text, more deeply nested ones less often; `__proto__` and the like as aliases. */
const { Query } = fc.letrec<Record<string, string>>((tie) => {
  const leaf = (...names: string[]) => fc.constantFrom('__typename', ...names)
  const within = (type: string, ...names: string[]) =>
    fc.tuple(fc.constantFrom(...names), tie(type)).map(([name, inner]) => `${name} ${inner}`)
  const on = (type: string) => tie(type).map((inner) => `... on ${type} ${inner}`)
  const set = (...parts: Array<fc.Arbitrary<string>>) =>
    fc.array(fc.oneof({ maxDepth: 3 }, ...parts), { minLength: 1, maxLength: 5 }).map((all) => `{ ${all.join(' ')} }`)
  const being = leaf('id', 'name', 'mood', '__proto__: name', 'constructor: mood')
  const friend = within('Being', 'friend', 'toString: friend')
  return {
    Query: set(
      leaf('any'),
      within('Cat', 'cat', '__proto__: cat'),
      within('Dog', 'dog'),
      within('Being', 'being', 'beings'),
      within('Pet', 'pets'),
    ),
    Being: set(being, friend, on('Cat'), on('Dog')),
    Pet: set(leaf(), on('Cat'), on('Dog'), on('Being')),
    Cat: set(being, leaf('lives', 'weight'), friend, within('Cat', 'kin')),
    Dog: set(being, leaf('good', 'any'), friend, within('Dog', 'grid')),
  }
})

const NAMES = ['id', 'name', 'mood', 'lives', 'weight', 'good', 'any', '__proto__', 'constructor']
const PLACES = ['cat', 'dog', 'being', 'beings', 'pets', 'friend', 'kin', 'grid', '__proto__', 'toString']

const leafValue = fc.constantFrom<unknown[]>(
  null,
  '',
  'x"\u2028\ud800',
  'HAPPY',
  'GRUMPY',
  3,
  2 ** 31,
  1.5,
  true,
  {},
  [],
)

/** What a subgraph may answer: often right, often of a wrong kind, missing or null. */
const { object: data } = fc.letrec<{ object: JsonObject; value: unknown }>((tie) => ({
  object: fc
    .tuple(
      fc.constantFrom('Cat', 'Dog', 'Being', 'Query', undefined, 7),
      fc.dictionary(fc.constantFrom(...NAMES), leafValue, { maxKeys: 8 }),
      fc.dictionary(fc.constantFrom(...PLACES), tie('value'), { maxKeys: 5 }),
    )
    // Own properties by any name, as JSON.parse makes them.
    .map(([__typename, leaves, places]) => JSON.parse(JSON.stringify({ __typename, ...leaves, ...places }))),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
}))

test('writes, for whatever subgraphs answer, what the reference completes', () => {
  fc.assert(
    fc.property(Query as fc.Arbitrary<string>, data, (query, answer) => {
      const operation = parse(query).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)
      const compilation = { schema, fragments: new Map(), conditions: new Map() }
      const shape = compileShape(compilation, operation as OperationDefinitionNode)
      const wanted = completeResponse(schema, shape, structuredClone(answer), {})
      const { text, misfits } = compileWriter(schema, shape)(answer, {})
      expect(text).toBe(JSON.stringify(wanted.data))
      expect(misfits).toEqual(wanted.misfits)
    }),
    { numRuns: 500 },
  )
}, 60_000)
