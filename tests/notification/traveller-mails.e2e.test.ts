import { randomUUID } from 'node:crypto'
import PostalMime, { type Email } from 'postal-mime'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inDays } from '../support/client.ts'
import { startSystem, type TestSystem } from '../support/system.ts'
import { until } from '../support/wait.ts'

const PHONE = '+919876543210'
const email = `${randomUUID()}@example.test`
let system: TestSystem
let token: string
let flight: { id: string; number: string; departure: { scheduled: string } }

beforeAll(async () => {
  system = await startSystem({ PAYMENT_TTL: 'PT45S' })
  const input = {
    email,
    password: 'correct horse battery',
    name: 'आशा राव',
    phone: PHONE,
    locale: 'de-DE',
    timeZone: 'Europe/Berlin',
  }
  const { signUp } = await ask('mutation ($i: SignUpInput!) { signUp(input: $i) { ... on Session { accessToken } } }', {
    i: input,
  })
  token = signUp.accessToken
  const { searchFlights } = await ask(
    'query ($s: FlightSearch!) { searchFlights(search: $s) { nodes { flights { id number departure { scheduled } } } } }',
    {
      s: { origin: 'DEL', destination: 'BOM', date: inDays(6), maxStops: 0 },
    },
  )
  flight = searchFlights.nodes[0].flights[0]
})
afterAll(() => system?.stop())

async function ask(query: string, variables: Record<string, unknown> = {}, as = token) {
  const answer = await system.gql(query, variables, as)
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined()
  return answer.data
}

/** A booking of one seat, to be paid. */
async function book() {
  const { holdSeats } = await ask(
    'mutation ($i: HoldSeatsInput!) { holdSeats(input: $i) { ... on Hold { id seats { seat { number } } } } }',
    {
      i: { best: [{ flightId: flight.id, count: 1 }], idempotencyKey: randomUUID() },
    },
  )
  const seats = [{ flightId: flight.id, seat: holdSeats.seats[0].seat.number }]
  const passengers = [{ givenName: 'आशा', familyName: 'राव', bornOn: '1990-02-03', seats }]
  const { createBooking } = await ask(
    'mutation ($i: CreateBookingInput!) { createBooking(input: $i) { ... on Booking { id reference total { amount } } } }',
    { i: { holdId: holdSeats.id, passengers, idempotencyKey: randomUUID() } },
  )
  return createBooking as { id: string; reference: string; total: { amount: string } }
}

/** A mail in the mailbox of the traveller whose subject has these words, as a mail program reads it. */
const mailAbout = (...words: string[]): Promise<Email> =>
  until(
    async () => {
      const list = await fetch(`${system.url}/mailbox/messages.json?to=${encodeURIComponent(email)}`)
      const mails = (await list.json()) as Array<{ id: string; subject: string }>
      const found = mails.find(({ subject }) => words.every((word) => subject.includes(word)))
      return found && PostalMime.parse(await (await fetch(`${system.url}/mailbox/${found.id}/raw`)).arrayBuffer())
    },
    { timeoutMs: 90_000, everyMs: 250 },
  )
async function pdfText(content: unknown): Promise<string> {
  // A copy: the reader keeps what it is given.
  const { text } = await extractText(await getDocumentProxy(new Uint8Array((content as ArrayBuffer).slice(0))), {
    mergePages: true,
  })
  return text
}
const linksOf = ({ html = '' }: Email) =>
  [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

test('a paid booking brings tickets, calendar and invoice, in the language of the account, and an SMS', async () => {
  const preference =
    'mutation { setNotificationPreference(topic: BOOKING, channel: SMS, enabled: true) { __typename } }'
  await ask(preference)
  const { id, reference, total } = await book()
  await ask('mutation ($i: PayBookingInput!) { payBooking(input: $i) { __typename } }', {
    i: { bookingId: id, paymentToken: 'tok_ok', expectedTotal: total.amount, idempotencyKey: randomUUID() },
  })
  const mail = await mailAbout(reference, 'bestätigt')
  expect(mail.subject).toMatch(new RegExp(`^Buchung ${reference} bestätigt: DEL → BOM`))
  expect(mail.attachments.map(({ mimeType }) => mimeType)).toEqual([
    'application/pdf',
    'application/pdf',
    'text/calendar',
  ])
  const [invoice, ticket, calendar] = mail.attachments
  expect(await pdfText(invoice?.content)).toMatch(/INV-\d{8}/)
  expect(await pdfText(ticket?.content)).toContain(reference)
  expect(await pdfText(ticket?.content)).toContain(flight.number)
  const start = new Date(flight.departure.scheduled).toISOString().replace(/[-:]|\.\d+/g, '')
  expect(new TextDecoder().decode(calendar?.content as ArrayBuffer)).toContain(`DTSTART:${start}`)
  expect(linksOf(mail)).toHaveLength(1)
  for (const link of linksOf(mail)) expect((await fetch(link, { headers: { accept: 'text/html' } })).status).toBe(200)
  const [, smsUrl] = /SMS +(http\S+)/.exec(system.launcher.output()) ?? []
  const sms = (await (await fetch(`${smsUrl}/messages?to=${encodeURIComponent(PHONE)}`)).json()) as Array<{
    text: string
  }>
  expect(sms.map(({ text }) => text)).toEqual([expect.stringContaining(`Buchung ${reference} ist bestätigt`)])
})

test('a booking that nobody pays is reminded of, then over', async () => {
  const { id, reference } = await book()
  const reminder = await mailAbout(reference, 'läuft bald ab')
  expect(linksOf(reminder)).toEqual([`${system.url.replace('127.0.0.1', 'localhost')}/?booking=${id}`])
  await mailAbout(reference, 'verfallen')
  const { booking } = await ask('query ($id: ID!) { booking(id: $id) { notifications { topic channel subject } } }', {
    id,
  })
  const told = booking.notifications.map(({ topic, channel }: Record<string, string>) => `${topic} ${channel}`)
  expect(told.toSorted()).toEqual([
    'BOOKING EMAIL',
    'BOOKING IN_APP',
    'BOOKING IN_APP',
    'BOOKING SMS',
    'PAYMENT EMAIL',
    'PAYMENT IN_APP',
  ])
})

test('a delay and a change of gate are told to who is on the flight, each once', async () => {
  const operator = await system.logIn('operator@demo.test', 'skygraph-demo')
  const update = (input: object) =>
    ask(
      'mutation ($i: UpdateFlightStatusInput!) { updateFlightStatus(input: $i) { __typename } }',
      { i: { flightId: flight.id, ...input, idempotencyKey: randomUUID() } },
      operator,
    )
  const later = new Date(Date.parse(flight.departure.scheduled) + 90 * 60_000).toISOString()
  await update({ status: 'DELAYED', departure: { estimated: later, gate: 'B12' }, reason: 'Fog' })
  const delay = await mailAbout(flight.number, 'startet jetzt um')
  expect(delay.text).toContain('Fog')
  await update({ status: 'DELAYED', departure: { estimated: later, gate: 'C3' } })
  const gate = await mailAbout(flight.number, 'Flugsteig', 'C3')
  expect(gate.to?.map(({ address }) => address)).toEqual([email])
  const { me } = await ask('{ me { notifications(first: 50) { nodes { topic channel } } } }')
  const told = me.notifications.nodes.filter(({ topic }: { topic: string }) => topic === 'FLIGHT')
  expect(told.map(({ channel }: { channel: string }) => channel).toSorted()).toEqual([
    'EMAIL',
    'EMAIL',
    'IN_APP',
    'IN_APP',
  ])
})
