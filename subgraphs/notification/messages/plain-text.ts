// Controls and line separators could end a header or a line; embeddings and overrides could turn the text after them
// round, so that a name reads as something else.
const BREAKING = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g

/** A stranger's text as one line of at most `max` characters, whole ones. */
export function oneLine(text: string, max = 200): string {
  const line = text.toWellFormed().replace(TURNING, '').replace(BREAKING, ' ').trim()
  const characters = [...line]
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}

/** A stranger's text of several lines: line feeds and tabs stay. */
export function severalLines(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(TURNING, '')
    .replace(/[^\P{Cc}\n\t]+/gu, '')
    .replace(/[\p{Zl}\p{Zp}]/gu, '\n')
}

// One address, no more: no comma, angle bracket, quote or white space that a mail program could split it at.
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,255}$/u

export const isMailAddress = (text: string): boolean => ADDRESS.test(text)
