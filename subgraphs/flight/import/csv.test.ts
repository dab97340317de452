import { expect, test } from 'vitest'
import { readRows } from './csv.ts'

test.each<[string, Array<string | null>]>([
  ['1,"Goroka Airport",GKA', ['1', 'Goroka Airport', 'GKA']],
  ['a,\\N,c', ['a', null, 'c']],
  ['"one, two",3', ['one, two', '3']],
  ['"the \\"Old\\" field","a\\\\b"', ['the "Old" field', 'a\\b']],
  ['"the ""New"" one",""""', ['the ' + '"New" one', '"']],
  ['a,,', ['a', '', '']],
  ['"",x', ['', 'x']],
])('%s', (line, fields) => expect(readRows(line)).toEqual([{ line: 1, fields }]))

test('counts lines, whatever ends them, and passes over empty ones', () => {
  expect(readRows('a\r\nb\n\nc\r\n')).toEqual([
    { line: 1, fields: ['a'] },
    { line: 2, fields: ['b'] },
    { line: 4, fields: ['c'] },
  ])
})
