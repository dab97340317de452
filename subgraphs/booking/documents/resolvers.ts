import { toMoney } from '#lib/money.ts'
import type { Resolvers } from '#schema/generated/booking.ts'
import type { BookingDeps } from '../deps.ts'
import { invoiceUrl, ticketUrl } from './links.ts'
import type { InvoiceRow } from './store.ts'

export const documentResolvers = {
  Booking: {
    tickets: async ({ id }, _, { deps, load }) => {
      const passengers = new Map((await load.passengers.load(id)).map((p) => [p.id, p]))
      return (await load.tickets.load(id)).map((ticket) => {
        const passenger = passengers.get(ticket.passengerId)
        if (!passenger) throw new Error(`Ticket ${ticket.number} is nobody's.`)
        return { ...ticket, passenger, flight: { id: ticket.flightId }, pdfUrl: ticketUrl(deps, ticket.number) }
      })
    },
    invoice: async ({ id }, _, { deps, load }) => {
      const [invoice] = numbered(await load.invoices.load(id), 'INVOICE')
      return invoice ? invoiceView(deps, invoice) : null
    },
    creditNotes: async ({ id }, _, { deps, load }) =>
      numbered(await load.invoices.load(id), 'CREDIT_NOTE').map((note) => invoiceView(deps, note)),
  },
} satisfies Resolvers

type Numbered = InvoiceRow & { number: string }

/** Without a number it is not a document yet. */
const numbered = (invoices: InvoiceRow[], kind: InvoiceRow['kind']): Numbered[] =>
  invoices.filter((invoice): invoice is Numbered => invoice.kind === kind && invoice.number !== null)

const invoiceView = (deps: BookingDeps, { number, totalMinor, currency }: Numbered) => ({
  number,
  total: toMoney({ amountMinor: totalMinor, currency }),
  pdfUrl: invoiceUrl(deps, number),
})
