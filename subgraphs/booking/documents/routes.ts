import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type BookingId, isId } from '#lib/ids.ts'
import { verifyLink } from '#lib/links.ts'
import type { BookingDeps } from '../deps.ts'
import { loadInvoiceDocument, loadTicketDocument } from './load-documents.ts'
import { createPdfRenderer } from './render-pdf.ts'
import { findInvoiceNumber } from './store.ts'
import { ticketIcs } from './ticket-ics.ts'
import { signTicket } from './ticket-token.ts'

type DocumentDeps = Pick<BookingDeps, 'db' | 'linkSecret' | 'log'>
type FileRequest = FastifyRequest<{ Params: { file: string } }>

/** Documents, made when they are asked for, for whoever holds a signed link that has not run out. */
export function documentRoutes(app: FastifyInstance, deps: DocumentDeps): void {
  const { db, linkSecret, log } = deps
  const pdf = createPdfRenderer(log)
  app.addHook('onClose', () => pdf.close())
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      if (!verifyLink(linkSecret, request.url)) {
        return reply.code(403).send({ error: 'This link has run out or is not ours. Open the booking for a new one.' })
      }
    })
    scope.get('/documents/tickets/:file', async (request: FileRequest, reply) => {
      const [, number = '', type] = /^(\d{13})\.(pdf|ics)$/.exec(request.params.file) ?? []
      const document = type && (await loadTicketDocument(db.client, number))
      if (!document) return notFound(reply)
      if (type === 'ics') return send(reply, { name: `ticket-${number}.ics`, body: ticketIcs(document) })
      const token = await signTicket(document, linkSecret)
      return send(reply, { name: `ticket-${number}.pdf`, body: await pdf.ticket(document, token) })
    })
    // For whoever knows the booking and not the number that its invoice gets soon after payment.
    scope.get(
      '/documents/bookings/:id/invoice.pdf',
      async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
        const { id } = request.params
        const number = isId(id) && (await findInvoiceNumber(db.client, id as BookingId))
        const document = number && (await loadInvoiceDocument(db.client, number))
        if (!document) return notFound(reply)
        return send(reply, { name: `${number}.pdf`, body: await pdf.invoice(document) })
      },
    )
    scope.get('/documents/invoices/:file', async (request: FileRequest, reply) => {
      const [, number = ''] = /^((?:INV|CN)-\d{8,15})\.pdf$/.exec(request.params.file) ?? []
      const document = number && (await loadInvoiceDocument(db.client, number))
      if (!document) return notFound(reply)
      return send(reply, { name: `${number}.pdf`, body: await pdf.invoice(document) })
    })
  })
}

const notFound = (reply: FastifyReply) => reply.code(404).send({ error: 'There is no such document.' })

function send(reply: FastifyReply, { name, body }: { name: string; body: Buffer | string }): FastifyReply {
  const isPdf = typeof body !== 'string'
  return reply
    .type(isPdf ? 'application/pdf' : 'text/calendar; charset=utf-8')
    .header('content-disposition', `${isPdf ? 'inline' : 'attachment'}; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .send(body)
}
