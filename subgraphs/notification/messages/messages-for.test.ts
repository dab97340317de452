import { describe, expect, test } from 'vitest'
import type { UserId } from '#lib/ids.ts'
import type { SkyEvent } from '#schema/events.ts'
import { contactOf } from '../contacts/contact.ts'
import { eventOf, sampleBooking, sampleConfirmed, sampleUser } from '../testing/sample-events.ts'
import type { Message } from './message.ts'
import { messagesFor } from './messages-for.ts'

const publicUrl = 'https://fly.example'
const ann = contactOf(sampleUser({ name: 'Ann', locale: 'en-GB' }))
/** With plain spaces for those that Intl puts into amounts and times */
const said = (event: SkyEvent, contact: typeof ann | null = ann, paid = true) =>
  messagesFor(event, { contact: contact ?? undefined, publicUrl }, { paid, linkSecret: 'unused' }).map((message) => ({
    ...message,
    body: message.body.replace(/[\u00a0\u202f]/g, ' '),
    html: message.html?.replace(/[\u00a0\u202f]/g, ' ') ?? null,
  }))
const of = (messages: Message[], channel: Message['channel']) => {
  const [one, ...more] = messages.filter((m) => m.channel === channel)
  if (!one || more.length > 0) throw new Error(`not one message for ${channel}`)
  return one
}

describe('a confirmed booking', () => {
  const event = eventOf('booking.confirmed.v1', sampleConfirmed())
  const mail = of(said(event), 'EMAIL')

  test('is told by a mail whose subject says which, where and when', () => {
    expect(mail.subject).toBe('Booking K7PX2M confirmed: DEL → BOM, 28 Nov')
    expect(mail.recipient).toBe('ann@example.test')
    expect(mail.topic).toBe('BOOKING')
  })

  test("tells times in the airport's own clock, seats and the price, in both parts", () => {
    for (const part of [mail.body, mail.html ?? '']) {
      for (const text of [
        'Hello Ann,',
        '06:15',
        '08:25',
        'Sat, 28 Nov 2026',
        'Ann Rao',
        '12B',
        'INR 12,550.00',
        publicUrl,
      ]) {
        expect(part).toContain(text)
      }
    }
    expect(mail.body).toContain('Sat, 28 Nov 2026, 06:15 (GMT+5:30)  Delhi (DEL)')
  })

  test('carries the invoice, each ticket, and the flights for a calendar', () => {
    const [invoice, ...others] = mail.attachments
    expect(invoice).toEqual({
      path: `/documents/bookings/${event.data.bookingId}/invoice.pdf`,
      filename: 'invoice-K7PX2M.pdf',
      waitUntil: '2026-11-01T10:02:00.000Z',
    })
    const calendar = others.pop()
    expect(others).toEqual([
      { path: '/documents/tickets/9992400000011.pdf', filename: 'ticket-9992400000011.pdf' },
      { path: '/documents/tickets/9992400000022.pdf', filename: 'ticket-9992400000022.pdf' },
    ])
    expect(calendar).toMatchObject({
      filename: 'flights-K7PX2M.ics',
      content: expect.stringContaining('DTSTART:20261128T004500Z'),
    })
  })

  test('is told inside the application too, without tickets', () => {
    const inApp = of(said(event), 'IN_APP')
    expect(inApp.body).toBe('Booking K7PX2M is confirmed: DEL → BOM, 28 Nov. Your tickets are in your mail.')
    expect(inApp.attachments).toEqual([])
  })

  test('told again in another event is the same fact', () => {
    const again = eventOf('booking.confirmed.v1', event.data)
    expect(said(again).map(({ dedupeKey }) => dedupeKey)).toEqual(said(event).map(({ dedupeKey }) => dedupeKey))
  })

  test("needs no contact: the address is the booking's", () => {
    const mail = of(said(event, null), 'EMAIL')
    expect(mail.body.startsWith('Hello,\n')).toBe(true)
    expect(mail.userId).toBe(event.data.userId as UserId)
  })
})

describe('other events', () => {
  test("a new booking is told inside the application, until when to pay in the reader's time", () => {
    const event = eventOf('booking.created.v1', { ...sampleBooking(), payBy: '2026-11-01T10:30:00.000Z' })
    const [message, ...more] = said(event)
    expect(more).toEqual([])
    expect(message?.channel).toBe('IN_APP')
    expect(message?.body).toContain('INR 12,550.00 until 1 Nov, 16:00 GMT+5:30')
    expect(said(event, null)[0]?.body).toContain('until 1 Nov, 10:30 UTC')
  })

  test('a cancelled booking tells fee and refund', () => {
    const data = {
      ...sampleBooking(),
      fee: { amountMinor: 50_000, currency: 'INR' },
      refund: { amountMinor: 1_205_000, currency: 'INR' },
    }
    const mail = of(said(eventOf('booking.cancelled.v1', data)), 'EMAIL')
    expect(mail.subject).toBe('Booking K7PX2M cancelled: DEL → BOM, 28 Nov')
    expect(mail.body).toContain('Fee: INR 500.00\nRefund: INR 12,050.00')
    const nothing = { ...data, refund: { amountMinor: 0, currency: 'INR' } }
    expect(of(said(eventOf('booking.cancelled.v1', nothing)), 'EMAIL').body).toContain('nothing is paid back')
  })

  test('a booking of a flight that the airline cancelled says so, and why', () => {
    const data = {
      ...sampleBooking(),
      fee: { amountMinor: 0, currency: 'INR' },
      refund: { amountMinor: 1_255_000, currency: 'INR' },
    }
    const body = (changes: object) => of(said(eventOf('booking.cancelled.v1', { ...data, ...changes })), 'EMAIL').body
    expect(body({ reason: 'Fog' })).toContain('The airline cancelled a flight of this booking')
    expect(body({ reason: 'Fog' })).toContain('Reason: Fog')
    expect(body({ reason: null })).toContain('The airline cancelled')
    expect(body({})).not.toContain('The airline cancelled')
    expect(body({ reason: 'Fog' })).toContain('all you paid')
    const flown = { reason: 'Fog', fee: { amountMinor: 50_000, currency: 'INR' } }
    expect(body(flown)).toContain('what you had not flown yet')
    expect(body(flown)).not.toContain('all you paid')
  })

  test('who sits elsewhere because of another aircraft is told where, and who has no seat what to do', () => {
    const data = sampleBooking()
    const flightId = data.segments[0]?.flightId ?? ''
    const moves = [
      { passengerName: 'Ann Rao', from: '12A', to: '14C' },
      { passengerName: 'Bo Rao', from: '12B', to: null },
    ]
    const event = eventOf('booking.reseated.v1', { ...data, flightId, moves })
    const mail = of(said(event), 'EMAIL')
    expect(mail).toMatchObject({ subject: 'Booking K7PX2M: new seats on SX 204', topic: 'FLIGHT' })
    expect(mail.body).toContain('Ann Rao: 12A → 14C\nBo Rao: 12B → no seat')
    expect(mail.body).toContain('how to have all money back')
    const kept = eventOf('booking.reseated.v1', { ...data, flightId, moves: moves.slice(0, 1) })
    expect(of(said(kept), 'EMAIL').body).not.toContain('money back')
    expect(() => said(eventOf('booking.reseated.v1', { ...data, flightId: 'another', moves }))).toThrow(TypeError)
  })

  test("amounts have their currency's own digits", () => {
    const data = (amountMinor: number, currency: string) => ({
      ...sampleBooking(),
      refund: { amountMinor, currency },
      reason: 'paid late',
    })
    const body = (amountMinor: number, currency: string) =>
      of(said(eventOf('booking.payment-refunded.v1', data(amountMinor, currency))), 'EMAIL').body
    expect(body(98_000, 'JPY')).toContain('JPY 98,000 ')
    expect(body(12_345, 'KWD')).toContain('KWD 12.345 ')
    expect(body(9_007_199_254_740_991, 'INR')).toContain('INR 90,071,992,547,409.91 ')
  })

  test('each refund outside a cancellation is a fact of its own', () => {
    const data = { ...sampleBooking(), refund: { amountMinor: 1, currency: 'INR' }, reason: 'paid late' }
    const keys = [1, 2].map(() => of(said(eventOf('booking.payment-refunded.v1', data)), 'EMAIL').dedupeKey)
    expect(new Set(keys).size).toBe(2)
  })

  test('an expired booking is told by mail', () => {
    const mail = of(said(eventOf('booking.expired.v1', sampleBooking())), 'EMAIL')
    expect(mail.subject).toBe('Booking K7PX2M expired: DEL → BOM, 28 Nov')
  })

  test('a new user is welcomed, a changed one is not', () => {
    const user = sampleUser({ name: 'Ann', email: 'a@b.test' })
    expect(of(said(eventOf('user.created.v1', user)), 'EMAIL')).toMatchObject({
      recipient: 'a@b.test',
      topic: 'ACCOUNT',
    })
    expect(said(eventOf('user.updated.v1', user))).toEqual([])
  })
})

describe('hostile text', () => {
  const hostile = (name: string) => {
    const data = sampleConfirmed()
    for (const segment of data.segments) segment.passengerName = name
    data.reference = 'K7\r\nBcc: x@evil.test'
    return of(said(eventOf('booking.confirmed.v1', data), { ...ann, name }), 'EMAIL')
  }

  test('ends no header', () => {
    expect(hostile('x').subject).toBe('Booking K7 Bcc: x@evil.… confirmed: DEL → BOM, 28 Nov')
  })

  test('makes no element, no attribute and no line', () => {
    const mail = hostile('<script>alert("1")</script>\r\n\r\nYou have won & more')
    expect(mail.html).not.toMatch(/<script|alert\("1"\)/)
    expect(mail.html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; You have won &amp; more')
    expect(mail.body).toContain('<script>alert("1")</script> You have won & more: seat 12A')
  })

  test('turns no text round, and right-to-left names stay themselves', () => {
    expect(hostile('\u202eslaf\u202c').body).toContain('Hello slaf,')
    const arabic = hostile('عمر الخيام 🛫')
    expect(arabic.body).toContain('Hello \u2068عمر الخيام 🛫\u2069,')
    expect(arabic.html).toContain('<bdi>عمر الخيام 🛫</bdi>')
  })

  test('of any length stays within bounds', () => {
    expect([...hostile('n'.repeat(5000)).body].length).toBeLessThan(3000)
  })
})

test("a hold that ends soon is told inside the application, in the reader's time", () => {
  const [origin, destination] = ['DEL', 'BOM'].map((airportCode) => ({
    airportCode,
    cityName: airportCode,
    timeZone: 'Asia/Kolkata',
  }))
  const seat = { flightNumber: 'SJ101', origin, destination }
  const data = {
    holdId: 'h1',
    userId: 'u1',
    expiresAt: '2026-11-01T10:02:00.000Z',
    seats: [
      { ...seat, seat: '4A' },
      { ...seat, seat: '4B' },
    ],
  }
  const messages = said(
    eventOf('hold.expiring.v1', data as never),
    contactOf(sampleUser({ locale: 'en-GB', timeZone: 'Europe/Berlin' })),
  )
  expect(messages.map(({ channel, body }) => [channel, body])).toEqual([
    ['IN_APP', '4A, 4B on SJ101 DEL → BOM: held for you until 11:02. Book by then, or they go to others.'],
  ])
})
