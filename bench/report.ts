/** What a benchmark prints: this system beside its peers, all from one run on one machine. */
export interface Report {
  title: string
  /** What was the same for all rows, such as connections, statements and durability */
  held: string[]
  tables: Table[]
  /** Printed as the last line, for programs; the keys are those of the design */
  result: Record<string, number>
}

export interface Table {
  title: string
  columns: string[]
  rows: Array<Array<string | number>>
}

/** A table in plain text: names to the left, figures to the right, at most one digit after the point above ten. */
export function formatTable({ title, columns, rows }: Table): string {
  const cells = [columns, ...rows.map((row) => row.map(formatCell))]
  const widths = columns.map((_, n) => Math.max(...cells.map((row) => row[n]?.length ?? 0)))
  const line = (row: string[]) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('  ')
  const [head = [], ...body] = cells
  return [title, line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n')
}

function formatCell(cell: string | number): string {
  if (typeof cell === 'string') return cell
  const digits = Math.abs(cell) >= 100 ? 0 : Math.abs(cell) >= 10 ? 1 : 2
  return cell.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

export function formatReport({ title, held, tables, result }: Report): string {
  const parts = [title, held.map((fact) => `  held equal: ${fact}`).join('\n'), ...tables.map(formatTable)]
  return `${parts.join('\n\n')}\n\nRESULT ${JSON.stringify(result)}`
}

/** The value below which `share` of all values lie, by nearest rank; `values` in any order. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
