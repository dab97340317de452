import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits: nobody guesses it, so a plain SHA-256 is enough to keep. */
export const newToken = (): string => randomBytes(32).toString('base64url')

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Whether a caller's text can be a token of ours at all; what cannot is not looked up. */
export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)
