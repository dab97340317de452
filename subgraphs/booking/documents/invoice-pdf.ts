import { formatAmount, type Money } from '#lib/money.ts'
import type { InvoiceDocument } from './load-documents.ts'
import { drawText, type Pdf } from './pdf/draw-text.ts'
import { COLOR, field, INNER, makePdf, PAGE, rule, stamp } from './pdf/page.ts'
import { wallTime } from './wall-time.ts'

const TITLE = { INVOICE: 'Invoice', CREDIT_NOTE: 'Credit note' } as const
const AMOUNT_WIDTH = 130
const LAST_LINE_Y = 760

export async function invoicePdf(document: InvoiceDocument): Promise<Buffer> {
  const { invoice } = document
  return makePdf(`${TITLE[invoice.kind]} ${invoice.number}`, async (pdf) => {
    await head(pdf, document)
    const end = await lines(pdf, document)
    rule(pdf, end)
    const { totalMinor: amountMinor, currency } = invoice
    const caption = invoice.kind === 'INVOICE' ? 'Total' : 'Credited'
    await row(pdf, [caption, printAmount({ amountMinor, currency })], { y: end + 24, size: 13, weight: 'bold' })
  })
}

async function head(pdf: Pdf, { invoice, booking, invoiceNumber, billedTo }: InvoiceDocument): Promise<void> {
  const left = PAGE.margin
  await drawText(pdf, 'Skygraph', { x: left, y: 70, size: 16, weight: 'bold', color: COLOR.band })
  const title = { x: left, y: 70, width: INNER, size: 20, weight: 'bold', color: COLOR.ink, align: 'right' } as const
  await drawText(pdf, TITLE[invoice.kind], title)
  rule(pdf, 88)
  const column = INNER / 3
  const at = (n: number, y: number) => ({ x: left + n * column, y, width: column - 12, size: 11 })
  await field(pdf, ['Number', invoice.number], at(0, 112))
  await field(pdf, ['Date', wallTime(invoice.createdAt, 'UTC').date], at(1, 112))
  await field(pdf, ['Booking reference', booking.reference], at(2, 112))
  await field(pdf, ['Billed to', billedTo], at(0, 152))
  await field(pdf, ['Email', booking.contactEmail], at(1, 152))
  if (invoice.kind === 'CREDIT_NOTE') await field(pdf, ['For invoice', invoiceNumber ?? '–'], at(2, 152))
  const isVoid = invoice.kind === 'INVOICE' && booking.status === 'CANCELLED'
  if (isVoid) await stamp(pdf, 'CANCELLED', { x: PAGE.width / 2, y: 330 })
}

/** Returns where the last line ends. */
async function lines(pdf: Pdf, { invoice }: InvoiceDocument): Promise<number> {
  let y = 214
  for (const { description, amountMinor } of invoice.priceLines) {
    if (y > LAST_LINE_Y) {
      pdf.addPage()
      y = 72
    }
    await row(pdf, [description, printAmount({ amountMinor, currency: invoice.currency })], { y, size: 10 })
    y += 20
  }
  return y
}

async function row(
  pdf: Pdf,
  [text, amount]: readonly [string, string],
  style: { y: number; size: number; weight?: 'bold' },
): Promise<void> {
  const shared = { ...style, color: COLOR.ink }
  await drawText(pdf, text, { ...shared, x: PAGE.margin, width: INNER - AMOUNT_WIDTH - 12 })
  const x = PAGE.width - PAGE.margin - AMOUNT_WIDTH
  await drawText(pdf, amount, { ...shared, x, width: AMOUNT_WIDTH, align: 'right' })
}

/** INR 12,500.00; exact, whatever the amount. */
export function printAmount(money: Money): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(formatAmount(money)) ?? []
  return `${sign && '−'}${money.currency} ${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction}`
}
