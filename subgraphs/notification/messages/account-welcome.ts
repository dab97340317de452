import type { SkyEventData } from '#schema/events.ts'
import { contactOf } from '../contacts/contact.ts'
import { accountTexts } from '../texts/account-texts.ts'
import { composeMessages } from './compose.ts'
import { say } from './letter.ts'
import type { Message } from './message.ts'
import { type Reader, voiceOf } from './voice.ts'

export function welcome(data: SkyEventData<'user.created.v1'>, { publicUrl }: Reader): Message[] {
  const contact = contactOf(data)
  const voice = voiceOf(contact)
  const text = accountTexts.in(voice.language)
  const said = say(voice, {
    short: text('welcomeText'),
    subject: text('welcomeSubject'),
    headline: text('welcomeHeadline'),
    blocks: [
      { kind: 'paragraph', text: text('welcomeText') },
      { kind: 'link', label: text('findFlight'), url: publicUrl },
      { kind: 'paragraph', text: text('welcomeNotYou') },
    ],
  })
  return composeMessages({
    said,
    topic: 'ACCOUNT',
    channels: ['EMAIL', 'IN_APP'],
    userId: contact.userId,
    bookingId: null,
    email: contact.email,
    phone: null,
    key: `user.created:${contact.userId}`,
  })
}
