import type { Contact } from '../contacts/contact.ts'
import { oneLine } from './plain-text.ts'

export function greeting(contact: Contact | undefined): string {
  const name = contact && oneLine(contact.name, 80)
  return name ? `Hello ${name},` : 'Hello,'
}
