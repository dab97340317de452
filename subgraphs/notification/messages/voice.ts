import { type Contact, DEFAULT_TIME_ZONE } from '../contacts/contact.ts'
import type { Conventions } from '../language/format.ts'
import { type Language, languageOf } from '../language/language.ts'
import type { Say } from '../language/texts.ts'
import type { en } from '../texts/en.ts'
import { texts } from '../texts/texts.ts'
import { spokenName } from './plain-text.ts'

/** Who reads, and where the links of a letter lead. */
export interface Reader {
  /** A booking's events may come before its user's. */
  contact: Contact | undefined
  publicUrl: string
}

/** How one reader is written to: language, dates and amounts, greeting. */
export interface Voice extends Conventions {
  language: Language
  text: Say<typeof en>
  greeting: string
}

export function voiceOf(contact: Contact | undefined): Voice {
  const { language, locale } = languageOf(contact?.locale ?? 'en')
  const text = texts.in(language)
  const name = contact && spokenName(contact.name)
  return {
    language,
    locale,
    timeZone: contact?.timeZone ?? DEFAULT_TIME_ZONE,
    text,
    greeting: name ? text('helloName', { name }) : text('hello'),
  }
}
