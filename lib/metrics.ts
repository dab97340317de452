import { collectDefaultMetrics, Registry } from 'prom-client'

export interface Metrics {
  registry: Registry
  contentType: string
  text(): Promise<string>
}

/** A registry of its own per server, so that two in one process (in tests) do not meet; labelled with the service. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  return { registry, contentType: registry.contentType, text: () => registry.metrics() }
}
