import type { Language } from '../language/language.ts'
import type { BookedFlight } from './itinerary.ts'
import type { Voice } from './voice.ts'

/** What a mail says, once, for both its parts; all text in it is plain, each renderer escapes for itself. */
export interface Letter {
  language: Language
  subject: string
  /** What a mail program shows after the subject */
  preheader: string
  /** "Hello Ann," or no name at all */
  greeting: string
  headline: string
  blocks: Block[]
}

export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'flights'; flights: BookedFlight[] }
  | { kind: 'facts'; facts: Array<[label: string, value: string]> }
  | { kind: 'link'; label: string; url: string }

/** A letter, and what the same says in one or two sentences inside the application and in an SMS. */
export interface Said {
  letter: Letter
  short: string
}

/** A letter in the reader's voice, greeted by it; the preheader is `short` unless given. */
export function say(
  { language, greeting }: Voice,
  {
    short,
    preheader = short,
    ...rest
  }: Omit<Letter, 'language' | 'greeting' | 'preheader'> & { short: string; preheader?: string },
): Said {
  return { short, letter: { language, greeting, preheader, ...rest } }
}
