import type { BookedFlight } from './itinerary.ts'

/** What a mail says, once, for both its parts; all text in it is plain, each renderer escapes for itself. */
export interface Letter {
  subject: string
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

export const FOOTER = 'Skygraph sends this because of something you did with us. Nobody reads answers to this address.'
