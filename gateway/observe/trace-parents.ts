import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'

/**
 * The traces of requests that come through a trusted proxy. A stranger's traceparent is not looked at: he could have
 * every request of his recorded, or have it count for somebody else's trace.
 */
export function traceParents(trustedProxies: readonly string[]): (request: IncomingMessage) => string | undefined {
  const isTrusted = proxyAddr.compile([...trustedProxies])
  return ({ socket: { remoteAddress }, headers: { traceparent } }) =>
    typeof traceparent === 'string' && remoteAddress !== undefined && isTrusted(remoteAddress, 0)
      ? traceparent
      : undefined
}
