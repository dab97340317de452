import { formatReport, type Report } from './report.ts'

/** By the name that `npm run bench -- NAME` takes. Each starts and stops the services it needs. */
const BENCHMARKS: Record<string, () => Promise<{ run(): Promise<Report> }>> = {
  events: () => import('./events.ts'),
  gateway: () => import('./gateway.ts'),
  holds: () => import('./holds.ts'),
  pipelining: () => import('./pipelining.ts'),
  search: () => import('./search.ts'),
  subscriptions: () => import('./subscriptions.ts'),
}

const name = process.argv[2] ?? ''
const load = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined
if (load) {
  const { run } = await load()
  console.log(formatReport(await run()))
} else {
  console.error(`npm run bench -- NAME, where NAME is one of: ${Object.keys(BENCHMARKS).join(', ')}`)
  process.exitCode = 2
}
