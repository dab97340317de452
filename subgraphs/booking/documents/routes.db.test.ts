import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { signLink } from '#lib/links.ts'
import { type NewBooking, type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { until } from '../../../tests/support/wait.ts'
import { cancelBooking } from '../bookings/cancel-booking.ts'
import { payBooking } from '../payments/pay-booking.ts'
import { workOnPayments } from '../payments/worker.ts'
import { invoiceUrl, ticketUrl } from './links.ts'
import { loadTicketDocument } from './load-documents.ts'
import { loadInvoices, loadTickets } from './store.ts'
import { signTicket, verifyTicket } from './ticket-token.ts'
import { numberDocuments } from './worker.ts'

let world: PaymentWorld
let made: NewBooking
let number: string

beforeAll(async () => {
  world = await paymentWorld()
  made = await world.newBooking()
  await payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_ok'))
  number = (await ticketsOf())[0]?.number as string
})
afterAll(() => world.stop())

const ticketsOf = async () => (await loadTickets(world.deps.db.client, [made.booking.id])).get(made.booking.id) ?? []
const documentsOf = async () => (await loadInvoices(world.deps.db.client, [made.booking.id])).get(made.booking.id) ?? []
/** The link as a client gets it, asked of the process behind the gateway. */
const open = (url: string) => fetch(url.replace(world.deps.publicUrl, world.merchantUrl))
const signed = (path: string, expiresInMs = 60_000) =>
  open(world.deps.publicUrl + signLink(world.deps.linkSecret, path, new Date(Date.now() + expiresInMs)))
const isPdf = async (response: Response) =>
  Buffer.from(await response.arrayBuffer())
    .subarray(0, 5)
    .toString() === '%PDF-'

describe('a ticket', () => {
  test('is a PDF behind a link, whatever script the name is written in', async () => {
    const names = ['Zoë Łukasiewicz', 'कृष्णमूर्ति द्विवेदी', 'محمد عبد الله', '王小明', 'x'.repeat(100)]
    for (const name of names) {
      await world.deps.db.client.$executeRaw`
        UPDATE passenger SET given_name = ${name} WHERE booking_id = ${made.booking.id} AND position = 0`
      const response = await open(ticketUrl(world.deps, number))
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/pdf')
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      expect(await isPdf(response)).toBe(true)
    }
  })

  test('is an entry for a calendar too', async () => {
    const response = await signed(`/documents/tickets/${number}.ics`)
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    const text = await response.text()
    expect(text).toContain('SUMMARY:SK101 Delhi – Mumbai')
    expect(text).toContain(`UID:${number}@skygraph`)
    expect(text).toContain('STATUS:CONFIRMED')
  })

  test('carries a token that tells it is ours without asking, and a forged one fails', async () => {
    const document = await loadTicketDocument(world.deps.db.client, number)
    if (!document) throw new Error('The ticket is gone.')
    const token = await signTicket(document, world.deps.linkSecret)
    const claims = {
      ticket: number,
      reference: made.booking.reference,
      flight: 'SK101',
      from: 'DEL',
      to: 'BOM',
      seat: '5A',
    }
    expect(await verifyTicket(token, world.deps.linkSecret)).toMatchObject(claims)
    await expect(verifyTicket(token, 'another secret, which is long enough')).rejects.toThrow()
    const [head, body, mac] = token.split('.')
    const forged = Buffer.from(
      Buffer.from(body as string, 'base64url')
        .toString()
        .replace('5A', '1A'),
    ).toString('base64url')
    await expect(verifyTicket(`${head}.${forged}.${mac}`, world.deps.linkSecret)).rejects.toThrow()
  })
})

describe('a link', () => {
  test('that is forged, has run out or is for something else opens nothing', async () => {
    const good = ticketUrl(world.deps, number)
    const other = (await ticketsOf())[1]?.number as string
    for (const url of [
      good.split('?')[0] as string,
      `${good.slice(0, -4)}AAAA`,
      good.replace(number, other),
      good.replace('.pdf', '.ics'),
    ]) {
      const response = await open(url)
      expect(response.status).toBe(403)
      expect(response.headers.get('content-type')).toContain('application/json')
    }
    expect((await signed(`/documents/tickets/${number}.pdf`, -1000)).status).toBe(403)
  })

  test('to what is not there is not found', async () => {
    for (const path of [
      'tickets/9900000000000.pdf',
      'tickets/x.pdf',
      `tickets/${number}.exe`,
      'invoices/INV-99999999.pdf',
      `bookings/${newId()}/invoice.pdf`,
      'bookings/nonsense/invoice.pdf',
      'invoices/..%2Fx.pdf',
    ]) {
      expect((await signed(`/documents/${path}`)).status).toBe(404)
    }
  })
})

describe('invoices', () => {
  test('are numbered after the sale, then open as PDF', async () => {
    expect(await documentsOf()).toMatchObject([{ kind: 'INVOICE', number: null, totalMinor: made.booking.totalMinor }])
    expect(await numberDocuments(world.deps)).toBe(true)
    expect(await numberDocuments(world.deps)).toBe(false)
    const [invoice] = await documentsOf()
    expect(invoice?.number).toMatch(/^INV-\d{8}$/)
    expect(invoice?.priceLines.reduce((sum, line) => sum + line.amountMinor, 0)).toBe(made.booking.totalMinor)
    expect(await isPdf(await open(invoiceUrl(world.deps, invoice?.number as string)))).toBe(true)
    expect(await isPdf(await signed(`/documents/bookings/${made.booking.id}/invoice.pdf`))).toBe(true)
  })

  test('have no gap and no number twice, however many workers there are', async () => {
    const { client } = world.deps.db
    const before = await client.$queryRaw<
      Array<{ next: bigint }>
    >`SELECT next_value AS next FROM document_counter WHERE name = 'INVOICE'`
    for (let n = 0; n < 250; n++) {
      await client.$executeRaw`
        INSERT INTO invoice (id, kind, booking_id, currency, total_minor, price_lines, created_at)
        VALUES (${newId()}, 'INVOICE', ${newId()}, 'INR', 1, '[]', UTC_TIMESTAMP(3))`
    }
    const work = async () => {
      while (await numberDocuments(world.deps));
    }
    await Promise.all([work(), work(), work(), work()])
    const found = await client.$queryRaw<
      Array<{ number: string | null }>
    >`SELECT number FROM invoice WHERE kind = 'INVOICE' ORDER BY number`
    const first = Number(before[0]?.next) - 1
    expect(found.map((f) => Number(f.number?.slice(4)))).toEqual(Array.from({ length: 250 + first }, (_, n) => n + 1))
  })

  test('would share numbers if workers did not take turns at the counter', async () => {
    // The negative control: the same read without its lock gives two workers the same next number.
    const { db } = world.deps
    const read = (meet: () => Promise<void>) =>
      db.transaction(async (tx) => {
        const [row] = await tx.$queryRaw<
          Array<{ next: bigint }>
        >`SELECT next_value AS next FROM document_counter WHERE name = 'INVOICE'`
        await meet()
        return row?.next
      })
    let waiting = 0
    const both = Promise.withResolvers<void>()
    const meet = () => {
      if (++waiting === 2) both.resolve()
      return both.promise
    }
    const [one, two] = await Promise.all([read(meet), read(meet)])
    expect(one).toBe(two)
  })
})

describe('a cancelled booking', () => {
  test('keeps its documents, the calendar entry goes, and the credit note opens', async () => {
    const expectedRefund = ((made.booking.totalMinor - 2 * 1000_00) / 100).toFixed(2)
    const cancelled = await cancelBooking(world.deps, made.viewer, {
      bookingId: made.booking.id,
      expectedRefund,
      idempotencyKey: newId(),
    })
    expect(cancelled).toMatchObject({ ok: true })
    expect(await isPdf(await open(ticketUrl(world.deps, number)))).toBe(true)
    const calendar = await (await signed(`/documents/tickets/${number}.ics`)).text()
    expect(calendar).toContain('METHOD:CANCEL')
    await until(async () => {
      await workOnPayments(world.deps)
      await numberDocuments(world.deps)
      return (await documentsOf()).some((d) => d.kind === 'CREDIT_NOTE' && d.number !== null)
    })
    const note = (await documentsOf()).find((d) => d.kind === 'CREDIT_NOTE')
    expect(await isPdf(await open(invoiceUrl(world.deps, note?.number as string)))).toBe(true)
  })
})
