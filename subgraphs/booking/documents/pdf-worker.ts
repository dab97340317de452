import { invoicePdf } from './invoice-pdf.ts'
import type { InvoiceDocument, TicketDocument } from './load-documents.ts'
import { ticketPdf } from './ticket-pdf.ts'

/** What runs in the thread of render-pdf.ts, one function a kind of document. */
export const ticket = ({ document, token }: { document: TicketDocument; token: string }): Promise<Buffer> =>
  ticketPdf(document, token)

export const invoice = (document: InvoiceDocument): Promise<Buffer> => invoicePdf(document)
