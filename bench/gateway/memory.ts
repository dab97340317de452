import type { Report } from '../report.ts'
import type { Lab } from './lab.ts'
import type { Load, LoadResult } from './load.ts'

/** Memory of this gateway under load, every half minute; ids vary, so that whatever is kept by request grows. */
export async function measureMemory(
  { ours, load }: Lab,
  { minutes, ...work }: Omit<Load, 'seconds'> & { minutes: number },
): Promise<Report> {
  const rows: number[][] = []
  for (let half = 1; half <= minutes * 2; half++) {
    const { requests } = (await load.ask({ ...work, seconds: 30 })) as LoadResult
    const { heapBytes, rssBytes } = await ours.memory()
    rows.push([half / 2, requests, heapBytes / 1e6, rssBytes / 1e6])
  }
  const heap = (row: number[] | undefined) => Math.round(row?.[2] ?? Number.NaN)
  return {
    title: `Memory of the gateway over ${minutes} minutes, join of 20 entities`,
    held: [`${work.connections} connections in a closed loop, ids vary from request to request`],
    tables: [
      {
        title: 'After a collection of garbage',
        columns: ['minute', 'requests', 'heap MB', 'RSS MB'],
        rows: rows.map(([minute = 0, ...rest]) => [String(minute), ...rest]),
      },
    ],
    result: { heapMbFirst: heap(rows[0]), heapMbLast: heap(rows.at(-1)) },
  }
}
