import { pino } from 'pino'
import { expect, test } from 'vitest'
import { type Admitted, run } from './operations.ts'

test('a list of which every element breaks the schema is told by a hundred errors and one line', async () => {
  const misfits = Array.from({ length: 5_000 }, (_, i) => ({ path: ['list', i], message: 'Not a value of Int.' }))
  const admitted = {
    prepared: { plan: undefined, clientNames: new Map() },
    variant: { write: () => ({ text: '{"list":[]}', misfits }), introspect: () => ({}) },
    variables: {},
    conditions: new Map(),
    caller: { requestId: 'r1' },
  } as unknown as Admitted
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const { errors } = await run(admitted, { fetch: () => Promise.reject(new Error('nobody is asked')), log })
  expect(errors).toHaveLength(100)
  expect(errors[0]).toMatchObject({
    message: 'Not a value of Int.',
    path: ['list', 0],
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r1' },
  })
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: 'subgraphs broke the schema', message: 'Not a value of Int.', path: ['list', 0], requestId: 'r1' },
  ])
})
