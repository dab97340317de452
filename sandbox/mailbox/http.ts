import { createHash } from 'node:crypto'
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import type { Attachment, Email } from 'postal-mime'
import { createMetrics } from '#lib/metrics.ts'
import type { MailStore } from './mail-store.ts'
import { listPage, mailPage, notFoundPage, PREFIX } from './pages.ts'
import { style } from './style.ts'

const LISTED = 200
const MOST_LISTED = 1000

const styleHash = createHash('sha256').update(style.html).digest('base64')
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
/** A stranger's HTML: no script, no request, an origin of its own even when opened by itself. */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

interface OneMail {
  Params: { id: string; n?: string }
}

/** Pages to read the mails, and the same as JSON for tests: /mailbox/messages.json?to=&limit= */
export function createPages(store: MailStore): FastifyInstance {
  const app = fastify({ forceCloseConnections: true })
  app.addHook('onSend', async (_, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
  })
  const metrics = createMetrics('mailbox')
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()))
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async () => ({ ok: true, listed: (await store.list(1)).length }))
  app.get(PREFIX, async (_, reply) => send(reply, listPage(await store.list(LISTED))))
  app.get(`${PREFIX}/`, async (_, reply) => reply.redirect(PREFIX))
  app.get<{ Querystring: { to?: string; limit?: string } }>(`${PREFIX}/messages.json`, async ({ query }) => {
    const limit = Math.min(Math.max(Number(query.limit) || LISTED, 1), MOST_LISTED)
    const mails = await store.list(query.to ? MOST_LISTED : limit)
    return mails.filter(({ envelopeTo }) => !query.to || envelopeTo.includes(query.to)).slice(0, limit)
  })
  app.get<OneMail>(`${PREFIX}/:id`, async ({ params }, reply) => {
    const found = await store.read(params.id)
    return found ? send(reply, mailPage(found.summary, found.mail)) : missing(reply)
  })
  app.get<OneMail>(`${PREFIX}/:id/html`, async ({ params }, reply) => {
    const mail = (await store.read(params.id))?.mail
    return mail?.html === undefined ? missing(reply) : send(reply, readableHtml(mail.html, mail), MAIL_POLICY)
  })
  app.get<OneMail>(`${PREFIX}/:id/raw`, async ({ params }, reply) => {
    const found = await store.read(params.id)
    return found ? download(reply, found.raw, `${params.id}.eml`) : missing(reply)
  })
  app.get<OneMail>(`${PREFIX}/:id/attachments/:n`, async ({ params }, reply) => {
    const found = /^\d{1,3}$/.test(params.n ?? '') ? await store.read(params.id) : undefined
    const attachment = found?.mail.attachments[Number(params.n)]
    return attachment
      ? download(reply, contentOf(attachment), attachment.filename ?? `part-${params.n}`)
      : missing(reply)
  })
  return app
}

const send = (reply: FastifyReply, page: string, policy = PAGE_POLICY) =>
  reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page)

const missing = (reply: FastifyReply) => send(reply.code(404), notFoundPage())

/** Always as a file: what a stranger sent is never shown under our own address. */
function download(reply: FastifyReply, content: Buffer, filename: string) {
  const plain = filename.replace(/[^\w.-]/g, '_').slice(0, 100)
  return reply
    .type('application/octet-stream')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}`,
    )
    .send(content)
}

const contentOf = ({ content }: Attachment): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content as ArrayBuffer))

/** With its own images in place, and links that open in a tab of their own: in the frame its sandbox stops them. */
function readableHtml(html: string, { attachments }: Email): string {
  const shown = html.replace(/cid:([^"'\s>]+)/g, (reference, id) => {
    const image = attachments.find(
      ({ contentId, mimeType }) => contentId === `<${id}>` && /^image\/[\w.+-]+$/.test(mimeType),
    )
    return image ? `data:${image.mimeType};base64,${contentOf(image).toString('base64')}` : reference
  })
  return `${shown}<base target="_blank">`
}
