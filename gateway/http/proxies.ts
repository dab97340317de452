import httpProxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy'
import type { FastifyInstance } from 'fastify'
import { VIEWER_HEADER } from '#lib/identity.ts'

export interface ProxyTargets {
  bookingUrl: string | undefined
  userUrl: string | undefined
  /** Set in demo mode alone. */
  mailboxUrl: string | undefined
}

/** Never passed on: the viewer header is the gateway's to write, and a client's own credentials stop here. */
const withoutCredentials = (headers: Record<string, unknown>) => {
  const { [VIEWER_HEADER]: _, authorization: __, cookie: ___, ...rest } = headers
  return rest
}

const withoutViewer = (headers: Record<string, unknown>) => {
  const { [VIEWER_HEADER]: _, ...rest } = headers
  return rest
}

/** Passes on, byte for byte, what belongs to a service behind: documents, the provider's webhooks, keys, mails. */
export async function serveProxies(app: FastifyInstance, targets: ProxyTargets): Promise<void> {
  const { bookingUrl, userUrl, mailboxUrl } = targets
  await proxy(app, bookingUrl, { prefix: '/documents', httpMethods: ['GET', 'HEAD'] })
  // Signed by the provider over the very bytes, so body and headers go through as they came.
  await proxy(app, bookingUrl, { prefix: '/webhooks/payments', httpMethods: ['POST'], rewrite: withoutViewer })
  await proxy(app, userUrl, { prefix: '/.well-known/jwks.json', httpMethods: ['GET', 'HEAD'] })
  await proxy(app, mailboxUrl, { prefix: '/mailbox', httpMethods: ['GET', 'HEAD', 'POST', 'DELETE'] })
}

interface Route {
  prefix: string
  httpMethods: FastifyHttpProxyOptions['httpMethods'] & string[]
  rewrite?: (headers: Record<string, unknown>) => Record<string, unknown>
}

async function proxy(app: FastifyInstance, upstream: string | undefined, route: Route): Promise<void> {
  if (upstream === undefined) return
  const { prefix, httpMethods, rewrite = withoutCredentials } = route
  await app.register(httpProxy, {
    upstream,
    prefix,
    rewritePrefix: prefix,
    httpMethods,
    undici: { connections: 32 },
    replyOptions: {
      rewriteRequestHeaders: (_, headers) => rewrite(headers) as typeof headers,
      // Whatever kept the service from answering: it may be there again soon.
      onError: (reply, { error }) => void reply.send(Object.assign(error, { statusCode: 503 })),
    },
  })
}
