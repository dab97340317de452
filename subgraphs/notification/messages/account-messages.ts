import { unseal } from '#lib/seal.ts'
import type { SkyEvent } from '#schema/events.ts'
import { contactOf } from '../contacts/contact.ts'
import { newDevice, type Pass, passwordChanged, resetAsked, verificationAsked, welcome } from './account-letters.ts'
import { composeMessages, type Fact } from './compose.ts'
import type { Said } from './letter.ts'
import type { Channel, Message } from './message.ts'
import { type Reader, voiceOf } from './voice.ts'

type AccountEvent = Extract<SkyEvent, { type: `user.${string}` }>
type What = Pick<Fact, 'said' | 'channels' | 'key' | 'secret'>
type Page = 'verify-email' | 'reset-password'

const ALL: readonly Channel[] = ['EMAIL', 'IN_APP']
const MAIL: readonly Channel[] = ['EMAIL']

interface Site {
  publicUrl: string
  /** Opens the tokens that events carry sealed */
  linkSecret: string
}

export const isAccountEvent = (event: SkyEvent): event is AccountEvent => event.type.startsWith('user.')

/** What an event of an account makes us say, to the address that the event names. */
export function accountMessages(
  event: AccountEvent,
  { publicUrl }: Reader,
  { linkSecret }: { linkSecret: string },
): Message[] {
  const what = whatOf(event, { publicUrl, linkSecret })
  if (!what) return []
  const { userId, email } = contactOf(event.data)
  return composeMessages({ ...what, topic: 'ACCOUNT', userId, bookingId: null, email, phone: null })
}

function whatOf(event: AccountEvent, site: Site): What | undefined {
  const voice = voiceOf(contactOf(event.data))
  const key = `${event.type}:${event.id}`
  const warning = { at: event.time, resetUrl: pageUrl(site, 'reset-password').href }
  switch (event.type) {
    case 'user.created.v1': {
      const pass = event.data.token && passOf(event, event.data.token, { page: 'verify-email', site })
      const said = welcome(voice, { home: site.publicUrl, pass })
      return { said, channels: ALL, key: `user.created:${event.data.userId}`, ...(pass && secretOf(said, pass)) }
    }
    case 'user.email-verification-requested.v1': {
      const pass = passOf(event, event.data.token, { page: 'verify-email', site })
      const said = verificationAsked(voice, pass)
      return { said, channels: MAIL, key, ...secretOf(said, pass) }
    }
    case 'user.password-reset-requested.v1': {
      const pass = passOf(event, event.data.token, { page: 'reset-password', site })
      const said = resetAsked(voice, pass)
      return { said, channels: MAIL, key, ...secretOf(said, pass) }
    }
    case 'user.password-changed.v1':
      return { said: passwordChanged(voice, warning), channels: ALL, key }
    case 'user.new-device-signed-in.v1':
      return { said: newDevice(voice, { device: event.data, ...warning }), channels: ALL, key }
    case 'user.updated.v1':
      return undefined
  }
}

const secretOf = ({ short }: Said, { until }: Pass): Pick<What, 'secret'> => ({ secret: { shown: short, until } })

/** The page that takes the token of an event's mail. */
function passOf(
  { type, data }: AccountEvent,
  { sealed, expiresAt }: { sealed: string; expiresAt: string },
  { page, site }: { page: Page; site: Site },
): Pass {
  const url = pageUrl(site, page)
  url.searchParams.set('token', unseal(site.linkSecret, sealed, `${type} ${data.userId}`))
  return { url: url.href, until: expiresAt }
}

function pageUrl({ publicUrl }: Site, page: Page): URL {
  const url = new URL(publicUrl)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${page}`
  return url
}
