import { describe, expect, test } from 'vitest'
import { seal } from '#lib/seal.ts'
import type { EventType, SkyEvent, SkyEventData } from '#schema/events.ts'
import { LANGUAGES } from '../language/language.ts'
import { eventOf, sampleUser } from '../testing/sample-events.ts'
import { accountMessages } from './account-messages.ts'
import type { Message } from './message.ts'

const linkSecret = 'the secret of signed links in tests'
const TOKEN = 'Zm9yLXRlc3RzLW9ubHktMzItYnl0ZXMtb2YtYS10b2tl'
const until = '2026-11-08T10:00:00.000Z'
type AccountEvent = Parameters<typeof accountMessages>[0]

const said = (event: SkyEvent, publicUrl = 'https://fly.example') =>
  accountMessages(event as AccountEvent, { contact: undefined, publicUrl }, { linkSecret })

const channelsOf = (messages: Message[]) => messages.map(({ channel }) => channel)
const mailOf = (messages: Message[]): Message => messages.find(({ channel }) => channel === 'EMAIL') as Message

function mailed<T extends EventType>(type: T, changes: Parameters<typeof sampleUser>[0] = {}) {
  const user = sampleUser({ locale: 'en-GB', ...changes })
  const token = { sealed: seal(linkSecret, TOKEN, `${type} ${user.userId}`), expiresAt: until }
  return eventOf(type, { ...user, token } as SkyEventData<T>)
}

const device = { browser: 'Firefox', system: 'Linux', address: '203.0.113.7' }

describe.each([
  ['user.created.v1', 'verify-email', ['EMAIL', 'IN_APP']],
  ['user.email-verification-requested.v1', 'verify-email', ['EMAIL']],
  ['user.password-reset-requested.v1', 'reset-password', ['EMAIL']],
] as const)('%s', (type, page, channels) => {
  const messages = said(mailed(type))
  const mail = mailOf(messages)

  test('carries the link in both parts of the mail and nowhere else', () => {
    const link = `https://fly.example/${page}?token=${TOKEN}`
    expect(channelsOf(messages)).toEqual(channels)
    expect(mail.body).toContain(link)
    expect(mail.html).toContain(`href="${link}"`)
    expect(mail.recipient).toBe('ann@example.test')
    const shown = messages.map((m) => [m.subject, m.secret?.shown, m.channel === 'EMAIL' ? '' : m.body])
    expect(JSON.stringify(shown)).not.toContain(TOKEN)
  })

  test('is secret until the link runs out, which its reader is told in their own time', () => {
    for (const { secret, topic } of messages) expect([secret?.until, topic]).toEqual([until, 'ACCOUNT'])
    expect(mail.body).toContain('8 Nov, 15:30 GMT+5:30')
  })

  test('opens with no other secret and no other account', () => {
    const event = mailed(type)
    const other = eventOf(type, { ...event.data, userId: sampleUser().userId } as SkyEventData<typeof type>)
    expect(() => said(other)).toThrow()
    const reader = { contact: undefined, publicUrl: 'https://fly.example' }
    expect(() => accountMessages(event, reader, { linkSecret: 'another secret of links in tests' })).toThrow()
  })

  test('leads below the path of the site, where it has one', () => {
    expect(mailOf(said(mailed(type), 'https://fly.example/air/')).body).toContain(`/air/${page}?token=`)
  })
})

test('who has nothing to verify is welcomed without a link to it, and without a secret', () => {
  const messages = said(eventOf('user.created.v1', sampleUser()))
  expect(channelsOf(messages)).toEqual(['EMAIL', 'IN_APP'])
  expect(mailOf(messages).body).toContain('https://fly.example')
  expect(mailOf(messages).body).not.toContain('verify-email')
  expect(messages.some(({ secret }) => secret)).toBe(false)
})

test('a new sign-in tells when, with what and from where, and what to do if it was somebody else', () => {
  const messages = said(eventOf('user.new-device-signed-in.v1', { ...sampleUser({ locale: 'en-GB' }), ...device }))
  expect(channelsOf(messages)).toEqual(['EMAIL', 'IN_APP'])
  const { body, html, secret } = mailOf(messages)
  for (const part of [body, html ?? '']) {
    for (const text of ['Firefox on Linux', '203.0.113.7', '1 Nov, 15:30', 'https://fly.example/reset-password']) {
      expect(part).toContain(text)
    }
  }
  expect(secret).toBeUndefined()
  const unknown = { browser: null, system: null, address: null }
  const unsaid = mailOf(said(eventOf('user.new-device-signed-in.v1', { ...sampleUser(), ...unknown })))
  expect(unsaid.body).toContain('Device: unknown\nInternet address: unknown')
})

test('a changed password tells when, and what to do if it was somebody else', () => {
  const messages = said(eventOf('user.password-changed.v1', sampleUser()))
  expect(channelsOf(messages)).toEqual(['EMAIL', 'IN_APP'])
  expect(mailOf(messages).body).toContain('https://fly.example/reset-password')
})

test('each is a fact of its own, but an account is welcomed once', () => {
  const keys = (type: 'user.created.v1' | 'user.password-changed.v1', userId: string) =>
    [1, 2].map(() => mailOf(said(eventOf(type, sampleUser({ userId })))).dedupeKey)
  const { userId } = sampleUser()
  expect(new Set(keys('user.password-changed.v1', userId)).size).toBe(2)
  expect(new Set(keys('user.created.v1', userId)).size).toBe(1)
  expect(said(eventOf('user.updated.v1', sampleUser()))).toEqual([])
})

test.each(LANGUAGES)('all of it is said in %s, with the link', (locale) => {
  for (const type of ['user.created.v1', 'user.password-reset-requested.v1'] as const) {
    const mail = mailOf(said(mailed(type, { locale })))
    expect(mail.body).toContain(TOKEN)
    expect(mail.html).toContain(`lang="${locale}"`)
  }
  const told = mailOf(said(eventOf('user.new-device-signed-in.v1', { ...sampleUser({ locale }), ...device })))
  expect(told.body).toContain('Firefox')
  expect(told.body).not.toMatch(/\{\w+\}/)
})

test('what a stranger says of itself makes no element, no line and no link', () => {
  const hostile = { browser: '<b>x</b>\r\n\r\nhttp://evil.test', system: null, address: '<i>\u202e\n' }
  const { body, html } = mailOf(said(eventOf('user.new-device-signed-in.v1', { ...sampleUser(), ...hostile })))
  expect(html).not.toMatch(/<b>x|<i>|href="http:\/\/evil/)
  expect(body).toContain('Device: <b>x</b> http://evil.test\n')
})
