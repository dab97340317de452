import { activeTracer, failureOf, inSpan, type Span } from '#lib/tracing.ts'
import { type SkyEvent, topicOf } from '#schema/events.ts'

/** CloudEvents' attributes stand before the data, of a few hundred characters in all. */
const ATTRIBUTES_END = 600
const TRACEPARENT = /"traceparent":"([^"]+)"/

/**
 * A span for each event that leaves for the bus and was written in a recorded trace; to be called when they have left.
 * The event goes on with the traceparent it was written with, as CloudEvents asks.
 */
export function startSending(rows: ReadonlyArray<{ topic: string; event: string }>): (fault?: unknown) => void {
  const tracer = activeTracer()
  if (!tracer) return () => {}
  const spans = rows.flatMap(({ topic, event }) => {
    const parent = TRACEPARENT.exec(event.slice(0, ATTRIBUTES_END))?.[1]
    if (parent === undefined) return []
    const attributes = { 'messaging.operation.type': 'send', 'messaging.destination.name': topic }
    return [tracer.start(`send ${topic}`, { kind: 'producer', parent, attributes })]
  })
  return endAll(spans)
}

/**
 * Does events as parts of the traces they were written in: a span each, for as long as all of them take. What events of
 * one trace cause goes on in it; of several traces at once nobody can say whose the effects are.
 */
export async function inEventSpans(group: string, events: SkyEvent[], work: () => Promise<void>): Promise<void> {
  const tracer = activeTracer()
  if (!tracer) return work()
  const spans = events.flatMap(({ id, type, traceparent: parent }) => {
    if (parent === undefined) return []
    const topic = topicOf(type)
    const attributes = {
      'messaging.operation.type': 'process',
      'messaging.destination.name': topic,
      'messaging.consumer.group.name': group,
      'cloudevents.event_id': id,
      'cloudevents.event_type': type,
    }
    return [tracer.start(`process ${topic}`, { kind: 'consumer', parent, attributes })]
  })
  const end = endAll(spans)
  const [first] = spans
  const isOneTrace = spans.length === events.length && spans.every(({ traceId }) => traceId === first?.traceId)
  try {
    await inSpan(isOneTrace ? first : undefined, work)
    end()
  } catch (error) {
    end(error)
    throw error
  }
}

const endAll = (spans: readonly Span[]) => (fault?: unknown) => {
  const failure = fault === undefined ? undefined : failureOf(fault)
  for (const span of spans) span.end(failure)
}
