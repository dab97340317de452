import { randomInt } from 'node:crypto'

// No 0, 1, I, O: people read references aloud.
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** As references are written, whatever the caller typed. Undefined: it cannot be one. */
export function normalReference(text: string): string | undefined {
  const reference = text.trim().toUpperCase()
  return /^[A-Z0-9]{6}$/.test(reference) ? reference : undefined
}

/** Six letters and digits, at random: about a thousand million, so that nobody guesses one. */
export const newReference = (): string => Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
