import { randomInt } from 'node:crypto'

// No 0, 1, I, O: people read references aloud.
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Six letters and digits, at random: about a thousand million, so that nobody guesses one. */
export const newReference = (): string => Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
