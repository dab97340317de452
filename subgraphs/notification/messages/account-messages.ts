import type { SkyEvent } from '#schema/events.ts'
import { contactOf } from '../contacts/contact.ts'
import { greeting } from './greeting.ts'
import type { Letter } from './letter.ts'
import type { Message } from './message.ts'
import { renderHtml } from './render-html.ts'
import { renderText } from './render-text.ts'

type UserCreated = Extract<SkyEvent, { type: 'user.created.v1' }>

export function welcome(event: UserCreated, publicUrl: string): Message[] {
  const contact = contactOf(event.data)
  const letter: Letter = {
    subject: 'Welcome to Skygraph',
    greeting: greeting(contact),
    headline: 'Welcome aboard',
    blocks: [
      { kind: 'paragraph', text: 'Your account is ready: search, choose your seat on a live map, and book.' },
      { kind: 'link', label: 'Find a flight', url: publicUrl },
      { kind: 'paragraph', text: 'If it was not you who opened it, somebody mistyped an address; do nothing.' },
    ],
  }
  const common = {
    userId: contact.userId,
    bookingId: null,
    topic: 'ACCOUNT' as const,
    subject: letter.subject,
    attachments: [],
  }
  const fact = `user.created:${event.data.userId}`
  return [
    {
      ...common,
      channel: 'EMAIL',
      recipient: contact.email,
      body: renderText(letter),
      html: renderHtml(letter),
      dedupeKey: `${fact}:EMAIL`,
    },
    {
      ...common,
      channel: 'IN_APP',
      recipient: null,
      body: 'Your account is ready: search, choose your seat on a live map, and book.',
      html: null,
      dedupeKey: `${fact}:IN_APP`,
    },
  ]
}
