import { afterEach, describe, expect, test } from 'vitest'
import { until } from '../../../tests/support/wait.ts'
import { type NotificationFixture, startNotification } from '../testing/notification-fixture.ts'
import { eventOf, sampleBooking, sampleConfirmed, sampleUser } from '../testing/sample-events.ts'
import type { Answer } from '../testing/smtp-receiver.ts'

let fixture: NotificationFixture
afterEach(() => fixture.stop())

const mailOf = async (bookingId: string) =>
  (await fixture.all()).find((n) => n.bookingId === bookingId && n.channel === 'EMAIL')

async function confirm(changes: Parameters<typeof sampleConfirmed>[0] = {}) {
  const data = sampleConfirmed(changes)
  await fixture.publish(eventOf('booking.confirmed.v1', data))
  return data
}

/** The mail of a booking once it is at rest. */
const settled = (bookingId: string) =>
  until(async () => {
    const mail = await mailOf(bookingId)
    return mail && ['SENT', 'DEAD'].includes(mail.status) ? mail : undefined
  })

describe('a mail', () => {
  test('leaves with both parts, the tickets, and a Message-ID of its own', async () => {
    fixture = await startNotification()
    const user = sampleUser({ name: 'Zoë 🛫 عمر' })
    await fixture.publish(eventOf('user.created.v1', user))
    await until(() => fixture.smtp.mails.length === 1)
    const { bookingId } = await confirm({ userId: user.userId })
    const row = await settled(bookingId)
    expect(row).toMatchObject({ status: 'SENT', attempts: 1, lastError: null, nextAttemptAt: null, leaseHolder: null })
    expect(row.sentAt).toBeInstanceOf(Date)
    const { mail, to } = fixture.smtp.mails[1] ?? expect.fail('no mail')
    expect(to).toEqual(['ann@example.test'])
    expect(mail.subject).toBe('Booking K7PX2M confirmed: DEL → BOM, 28 Nov')
    expect(mail.from).toMatchObject({ name: 'Skygraph', address: 'tickets@skygraph.test' })
    expect(mail.messageId).toBe(`<${row.id}@skygraph.test>`)
    expect(mail.text).toContain('Hello \u2068Zoë 🛫 عمر\u2069,')
    expect(mail.html).toContain('<bdi>Hello \u2068Zoë 🛫 عمر\u2069,</bdi>')
    expect(mail.attachments.map(({ filename, mimeType }) => `${filename} ${mimeType}`)).toEqual([
      'invoice-K7PX2M.pdf application/pdf',
      'ticket-9992400000011.pdf application/pdf',
      'ticket-9992400000022.pdf application/pdf',
      'flights-K7PX2M.ics text/calendar',
    ])
    expect(Buffer.from(mail.attachments[1]?.content as ArrayBuffer).toString()).toBe(
      '%PDF-1.7 /documents/tickets/9992400000011.pdf',
    )
  })

  const cases: Array<[string, Array<Answer | undefined>, { status: string; attempts: number; error?: string }]> = [
    ['451 for its receiver, it is tried again', [{ at: 'RCPT', reply: 451 }], { status: 'SENT', attempts: 2 }],
    ['421 for its data, it is tried again', [{ at: 'DATA', reply: 421 }], { status: 'SENT', attempts: 2 }],
    ['452 for its sender, it is tried again', [{ at: 'MAIL', reply: 452 }], { status: 'SENT', attempts: 2 }],
    ['550 for its receiver, it is dead', [{ at: 'RCPT', reply: 550 }], { status: 'DEAD', attempts: 1, error: '550' }],
    ['554 for its data, it is dead', [{ at: 'DATA', reply: 554 }], { status: 'DEAD', attempts: 1, error: '554' }],
    [
      '451 again and again, it is dead after the last attempt',
      [1, 2, 3, 4].map(() => ({ at: 'RCPT', reply: 451 })),
      { status: 'DEAD', attempts: 4, error: '451' },
    ],
  ]
  test.each(cases)('answered with %s', async (_, answers, { error, ...wanted }) => {
    fixture = await startNotification()
    fixture.smtp.script(answers)
    const { bookingId } = await confirm()
    const row = await settled(bookingId)
    expect(row).toMatchObject(wanted)
    if (error) expect(row.lastError).toContain(error)
    expect(fixture.smtp.mails).toHaveLength(wanted.status === 'SENT' ? 1 : 0)
  })

  test('whose answer was lost after its data is sent again as the same message', async () => {
    fixture = await startNotification()
    fixture.smtp.script([{ at: 'DATA', reply: 'drop' }])
    const { bookingId } = await confirm()
    expect(await settled(bookingId)).toMatchObject({ status: 'SENT', attempts: 2 })
    const ids = fixture.smtp.arrived.map(({ mail }) => mail.messageId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  test('waits while the mail server is away, and leaves when it is back', async () => {
    fixture = await startNotification({ maxAttempts: 1000 })
    await fixture.smtp.stop()
    const { bookingId } = await confirm()
    await until(async () => ((await mailOf(bookingId))?.attempts ?? 0) >= 3)
    expect((await mailOf(bookingId))?.status).toMatch(/RETRYING|SENDING/)
    const ready = await fetch(`${fixture.urls[0]}/readyz`)
    expect(ready.status).toBe(200)
    await fixture.smtp.start()
    expect((await settled(bookingId)).status).toBe('SENT')
    expect(fixture.smtp.mails).toHaveLength(1)
  })

  test('waits for tickets that booking cannot give now', async () => {
    fixture = await startNotification()
    fixture.documents.answers.push(503, 200, 404)
    const { bookingId } = await confirm()
    expect(await settled(bookingId)).toMatchObject({ status: 'SENT', attempts: 3 })
    expect(fixture.smtp.mails[0]?.mail.attachments).toHaveLength(4)
  })

  test('waits for an invoice that has no number yet, which is no attempt, and not for ever', async () => {
    fixture = await startNotification()
    fixture.documents.answers.push(404, 404)
    const now = { time: new Date().toISOString() }
    const data = sampleConfirmed()
    await fixture.publish(eventOf('booking.confirmed.v1', data, now))
    expect(await settled(data.bookingId)).toMatchObject({ status: 'SENT', attempts: 1 })
    expect(fixture.smtp.mails[0]?.mail.attachments).toHaveLength(4)
    // Two minutes after the confirmation it leaves without.
    fixture.documents.answers.push(404)
    const { bookingId } = await confirm()
    expect(await settled(bookingId)).toMatchObject({ status: 'SENT', attempts: 1 })
    expect(fixture.smtp.mails[1]?.mail.attachments.map(({ filename }) => filename)).not.toContain('invoice-K7PX2M.pdf')
    expect(fixture.smtp.mails[1]?.mail.attachments).toHaveLength(3)
  })

  test('of a booking that was never paid goes to the account, known when it leaves, and not to who was named', async () => {
    fixture = await startNotification({ maxAttempts: 1000 })
    const user = sampleUser({ email: 'account@example.test' })
    const data = sampleBooking({ userId: user.userId, contactEmail: 'stranger@example.test' })
    await fixture.publish(eventOf('booking.expired.v1', data))
    await until(async () => ((await mailOf(data.bookingId))?.attempts ?? 0) >= 2)
    await fixture.publish(eventOf('user.created.v1', user))
    expect((await settled(data.bookingId)).status).toBe('SENT')
    expect(new Set(fixture.smtp.arrived.flatMap(({ to }) => to))).toEqual(new Set(['account@example.test']))
  })

  test('that its receiver takes slowly is waited for, its lease renewed', async () => {
    fixture = await startNotification({ instances: 2 })
    fixture.smtp.script([{ at: 'DATA', reply: 'slow' }])
    const { bookingId } = await confirm()
    expect(await settled(bookingId)).toMatchObject({ status: 'SENT', attempts: 1 })
    expect(fixture.smtp.arrived).toHaveLength(1)
  })

  test.each(['a@example.test, b@evil.test', 'x@example.test\r\nBcc: b@evil.test', 'nobody'])(
    'to %j goes nowhere and is a dead letter',
    async (contactEmail) => {
      fixture = await startNotification()
      const { bookingId } = await confirm({ contactEmail })
      expect(await settled(bookingId)).toMatchObject({ status: 'DEAD', attempts: 0 })
      const { bookingId: next } = await confirm()
      await settled(next)
      expect(fixture.smtp.arrived.flatMap(({ to }) => to)).toEqual(['ann@example.test'])
    },
  )

  test('whose worker died is sent by another when the lease ends', async () => {
    fixture = await startNotification()
    fixture.documents.answers.push(...Array.from({ length: 100 }, () => 503))
    const { bookingId } = await confirm()
    // As a worker leaves it that was killed between sending and recording; taken while no other is at it.
    const leave = () => fixture.db.client.$executeRaw`
      UPDATE notification SET status = 'SENDING', lease_holder = 'dead', attempts = 1,
        next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL 1 SECOND WHERE channel = 'EMAIL' AND status = 'RETRYING'`
    await until(async () => (await leave()) === 1)
    fixture.documents.answers.length = 0
    expect(await settled(bookingId)).toMatchObject({ status: 'SENT', attempts: 2 })
    expect(fixture.smtp.mails).toHaveLength(1)
  })
})

describe('many mails', () => {
  test('shared by three instances leave once each, though every event comes twice', async () => {
    fixture = await startNotification({ instances: 3 })
    const bookings = Array.from({ length: 60 }, () => sampleConfirmed())
    const events = bookings.map((data) => eventOf('booking.confirmed.v1', data))
    await fixture.publish(...events)
    await fixture.publish(...events)
    // The same facts once more in events of their own, as a republish makes them.
    await fixture.publish(...bookings.map((data) => eventOf('booking.confirmed.v1', data)))
    await until(() => fixture.smtp.mails.length >= 60, { timeoutMs: 25_000 })
    await until(async () => {
      const [row] = await fixture.db.client.$queryRaw<Array<{ n: bigint }>>`SELECT COUNT(*) AS n FROM inbox`
      return Number(row?.n) === 120
    })
    const mails = (await fixture.all()).filter(({ channel }) => channel === 'EMAIL')
    await until(async () => (await fixture.all()).every(({ status }) => status === 'SENT'))
    expect(mails).toHaveLength(60)
    expect(fixture.smtp.arrived).toHaveLength(60)
    expect(new Set(fixture.smtp.arrived.map(({ mail }) => mail.messageId)).size).toBe(60)
  })

  test('one that is stuck holds up no other', async () => {
    fixture = await startNotification()
    fixture.smtp.script([{ at: 'DATA', reply: 'hang' }], 'stuck@')
    await confirm({ contactEmail: 'stuck@example.test' })
    await until(() => fixture.smtp.arrived.length === 1)
    const { bookingId } = await confirm()
    expect((await settled(bookingId)).status).toBe('SENT')
  })

  test('leave at the rate that is allowed, whoever sends them', async () => {
    fixture = await startNotification({ instances: 3, mailRate: 20 })
    const bookings = Array.from({ length: 40 }, () => sampleConfirmed())
    await fixture.publish(...bookings.map((data) => eventOf('booking.confirmed.v1', data)))
    await until(async () => (await fixture.all()).filter(({ status }) => status === 'SENT').length === 80, {
      timeoutMs: 25_000,
    })
    const times = fixture.smtp.arrived.map(({ at }) => at).toSorted((a, b) => a - b)
    // A mail may be late, never early: all forty take as long as the rate says at the least.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual((39 * 1000) / 20 - 1000)
  })

  test('are measured: what waits, for how long, and what became of attempts', async () => {
    fixture = await startNotification({ maxAttempts: 1000 })
    fixture.smtp.script([{ at: 'RCPT', reply: 550 }], 'dead@')
    await confirm({ contactEmail: 'dead@example.test' })
    const sent = await confirm()
    await settled(sent.bookingId)
    await until(async () => (await fixture.all()).some(({ status }) => status === 'DEAD'))
    await fixture.smtp.stop()
    await confirm()
    await until(async () => (await fixture.all()).some(({ status }) => status === 'RETRYING'))
    const text = await (await fetch(`${fixture.urls[0]}/metrics`)).text()
    const line = (part: string) => text.split('\n').find((one) => one.includes(part)) ?? ''
    expect(line('messages{channel="EMAIL",status="DEAD"')).toMatch(/ 1$/)
    expect(line('attempts_total{channel="EMAIL",outcome="refused"')).toMatch(/ 1$/)
    expect(line('attempts_total{channel="EMAIL",outcome="sent"')).toMatch(/ 1$/)
    expect(line('oldest_due_seconds{channel="EMAIL",status="RETRYING"')).toMatch(/ [\d.]+$/)
    await fixture.smtp.start()
  })
})
