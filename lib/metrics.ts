import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Log } from '#lib/log.ts'

const LIMIT_MS = 2000

export interface Metrics {
  registry: Registry
  contentType: string
  text(): Promise<string>
}

/** One value at the time of a scrape. */
export interface Measure {
  /** As Prometheus names them: `skygraph_outbox_rows` */
  name: string
  help: string
  type: 'gauge' | 'counter'
  labels?: Record<string, string>
  value: number
}

/** A part of a service that tells of itself when asked, such as how far it lags behind. */
export interface Measured {
  measures(): Promise<Measure[]>
}

/**
 * A registry of its own per server, so that two in one process (in tests) do not meet; labelled with the service.
 * What `parts` cannot tell within 2 s, because a dependency of theirs is away, is left out.
 */
export function createMetrics(service: string, parts: Measured[] = [], log?: Log): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  const shown = new Set<string>()
  const ask = async (part: Measured) => {
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('not measured in time')), LIMIT_MS).unref(),
    )
    return Promise.race([part.measures(), late]).catch((error: unknown) => {
      log?.warn({ err: error }, 'something cannot be measured now')
      return []
    })
  }
  return {
    registry,
    contentType: registry.contentType,
    async text() {
      const measures = (await Promise.all(parts.map(ask))).flat()
      for (const name of shown) registry.removeSingleMetric(name)
      for (const { name } of measures) shown.add(name)
      for (const [, same] of Map.groupBy(measures, ({ name }) => name)) show(registry, same)
      return registry.metrics()
    },
  }
}

function show(registry: Registry, [first, ...others]: Measure[]): void {
  if (!first) return
  const { name, help, type, labels = {} } = first
  const settings = { name, help, labelNames: Object.keys(labels), registers: [registry] }
  const metric = type === 'gauge' ? new Gauge(settings) : new Counter(settings)
  for (const one of [first, ...others]) metric.inc(one.labels ?? {}, one.value)
}
