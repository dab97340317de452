/** A line of the file with its number, counted from 1, and its fields; `\N` is null. */
export interface CsvRow {
  line: number
  fields: Array<string | null>
}

/**
 * Lines without a header, fields apart by commas, some in double quotes; a quote in one of those stands behind a backslash
 * or, in eight airports, is doubled.
 */
export function readRows(text: string): CsvRow[] {
  return text
    .split(/\r?\n/)
    .map((line, n) => ({ line: n + 1, fields: line === '' ? [] : readFields(line) }))
    .filter(({ fields }) => fields.length > 0)
}

function readFields(line: string): Array<string | null> {
  const fields: Array<string | null> = []
  let at = 0
  while (at <= line.length) {
    const [field, end] = line[at] === '"' ? readQuoted(line, at + 1) : readPlain(line, at)
    fields.push(field)
    at = end + 1
  }
  return fields
}

function readPlain(line: string, start: number): [string | null, number] {
  const comma = line.indexOf(',', start)
  const end = comma === -1 ? line.length : comma
  const field = line.slice(start, end)
  return [field === '\\N' ? null : field, end]
}

/** The field behind an opening quote, and where its comma is. */
function readQuoted(line: string, start: number): [string, number] {
  let field = ''
  let at = start
  for (; at < line.length; at++) {
    if (line[at] === '\\' || (line[at] === '"' && line[at + 1] === '"')) at++
    else if (line[at] === '"') break
    field += line[at] ?? ''
  }
  return [field, at + 1]
}
