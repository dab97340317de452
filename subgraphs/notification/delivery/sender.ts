import type { FetchedFile } from './fetch-attachments.ts'
import type { Outcome } from './outcome.ts'
import type { Leased } from './store.ts'

export interface Sendable extends Pick<Leased, 'subject' | 'text' | 'html' | 'messageId'> {
  recipient: string
}

/** The way out of one channel. */
export interface Sender {
  /** Never rejects: whatever happens is an outcome. A second try of a message has the same `messageId`. */
  send(message: Sendable, files: FetchedFile[]): Promise<Outcome>
  close(): void
}
