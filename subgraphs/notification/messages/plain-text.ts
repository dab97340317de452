// Controls and line separators could end a header or a line; embeddings and overrides could turn the text after them
// round, so that a name reads as something else; marks without width hide one name in another.
const BREAKING = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const HIDDEN = /[\u00ad\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu
// Real scripts put three marks on a letter at most; a pile of them paints over the lines around it.
const PILED = /(\p{M}{4})\p{M}+/gu

/** A stranger's text as one line of at most `max` characters, whole ones. */
export function oneLine(text: string, max = 200): string {
  const line = harmless(text.toWellFormed()).replace(BREAKING, ' ').trim()
  const characters = [...line]
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}

/** A stranger's text of several lines: line feeds and tabs stay. */
export function severalLines(text: string): string {
  return harmless(text.toWellFormed().replace(/\r\n?/g, '\n'))
    .replace(/[^\P{Cc}\n\t]+/gu, '')
    .replace(/[\p{Zl}\p{Zp}]/gu, '\n')
}

function harmless(text: string): string {
  return text.replace(TURNING, '').replace(HIDDEN, '').replace(PILED, '$1')
}

const LONGEST_SPOKEN = 60
const ADDRESS_LIKE = /:\/\/|www\.|@|\p{L}\.\p{L}{2,}|\p{L}\/\p{L}/iu
const MIXED = /(?=\S*\p{Script=Latin})(?=\S*[\p{Script=Cyrillic}\p{Script=Greek}])\S/u

/**
 * A name to greet somebody by, undefined where it is none: who signs up with a stranger's address can make us mail that
 * stranger whatever stands in the name, an address to click or a word whose letters are only look-alikes.
 */
export function spokenName(name: string): string | undefined {
  const line = oneLine(name, LONGEST_SPOKEN + 1)
  const odd = line === '' || [...line].length > LONGEST_SPOKEN || ADDRESS_LIKE.test(line) || MIXED.test(line)
  return odd ? undefined : line
}

// One address, no more: no comma, angle bracket, quote or white space that a mail program could split it at.
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,255}$/u

export const isMailAddress = (text: string): boolean => ADDRESS.test(text)

/** An international number as ITU-T E.164 has it: "+919876543210". */
export const isPhoneNumber = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text)

/** "+91 (98765) 432-10" as E.164; undefined where it is none, such as without the country. */
export function phoneNumberOf(text: string): string | undefined {
  const digits = text.replace(/[\s().-]/g, '')
  return isPhoneNumber(digits) ? digits : undefined
}
