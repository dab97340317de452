import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

interface Asset {
  type: string
  gzipped: Buffer
}

const JAVASCRIPT = 'text/javascript; charset=utf-8'
const own = (file: string) => readFileSync(new URL(`./explorer/${file}`, import.meta.url), 'utf8')

/** Holds the browser to this origin: the explorer works without internet, and sends no token elsewhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** GraphiQL at /graphiql, all of it out of a package: the 9 MB are read and compressed when first asked for. */
export function serveExplorer(app: FastifyInstance): void {
  let assets: Promise<Map<string, Asset>> | undefined
  const send = async (name: string, request: FastifyRequest, reply: FastifyReply) => {
    assets ??= loadAssets()
    const asset = (await assets).get(name)
    if (!asset) return reply.code(404).type('text/plain').send('There is no such page.')
    reply
      .type(asset.type)
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('cache-control', name === 'index.html' ? 'no-cache' : 'public, max-age=3600')
      .header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      const { gunzipSync } = await import('node:zlib')
      return reply.send(gunzipSync(asset.gzipped))
    }
    return reply.header('content-encoding', 'gzip').send(asset.gzipped)
  }
  app.get('/graphiql', (request, reply) => send('index.html', request, reply))
  app.get<{ Params: { file: string } }>('/graphiql/:file', (request, reply) =>
    send(request.params.file, request, reply),
  )
}

async function loadAssets(): Promise<Map<string, Asset>> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql')
  const texts: Array<[name: string, type: string, text: string]> = [
    ['index.html', 'text/html; charset=utf-8', own('index.html')],
    ['workers.js', JAVASCRIPT, own('workers.js')],
    ['explorer.js', JAVASCRIPT, own('explorer.js')],
    ['graphiql.js', JAVASCRIPT, graphiql.js],
    ['graphiql.css', 'text/css; charset=utf-8', graphiql.css],
    ['worker-editorWorkerService.js', JAVASCRIPT, graphiql.editorWorkerService],
    ['worker-json.js', JAVASCRIPT, graphiql.jsonWorker],
    ['worker-graphql.js', JAVASCRIPT, graphiql.graphqlWorker],
  ]
  const compress = promisify(gzip)
  return new Map(
    await Promise.all(
      texts.map(
        async ([name, type, text]): Promise<[string, Asset]> => [name, { type, gzipped: await compress(text) }],
      ),
    ),
  )
}
