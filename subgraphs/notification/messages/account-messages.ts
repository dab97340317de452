import type { SkyEvent } from '#schema/events.ts'
import { welcome } from './account-welcome.ts'
import type { Message } from './message.ts'
import type { Reader } from './voice.ts'

type AccountEvent = Extract<SkyEvent, { type: `user.${string}` }>

export const isAccountEvent = (event: SkyEvent): event is AccountEvent => event.type.startsWith('user.')

/** What an event of an account makes us say, to the address that the event names; its tokens are sealed with a secret. */
export function accountMessages(event: AccountEvent, reader: Reader, _: { linkSecret: string }): Message[] {
  switch (event.type) {
    case 'user.created.v1':
      return welcome(event.data, reader)
    default:
      return []
  }
}
