interface Spelled {
  text: string
  /** As `lettersOf` gives them */
  letters: number
}

/** Which letters a word has, as bits: words that differ in many need no comparing. */
export function lettersOf(text: string): number {
  let letters = 0
  for (let n = 0; n < text.length; n++) letters |= 1 << (text.charCodeAt(n) & 31)
  return letters
}

/** Short words differ by a letter from too many others. */
const allowed = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2)

/**
 * By how many errors `typed` stands for `meant`: letters left out, added, exchanged or swapped with their neighbour
 * (optimal string alignment); undefined when by more than a word of its length may have.
 */
export function typingErrors(typed: Spelled, meant: Spelled): number | undefined {
  if (typed.text === meant.text) return 0
  const most = allowed(typed.text.length)
  if (Math.abs(typed.text.length - meant.text.length) > most) return undefined
  // An error changes at most two of the letters there are.
  if (bits(typed.letters ^ meant.letters) > 2 * most) return undefined
  const errors = alignment(typed.text, meant.text)
  return errors <= most ? errors : undefined
}

function bits(word: number): number {
  let count = 0
  for (let left = word; left !== 0; left &= left - 1) count++
  return count
}

/** The table of distances row by row, of which a swap looks back two. */
function alignment(a: string, b: string): number {
  let [older, before, row] = [new Uint8Array(b.length + 1), new Uint8Array(b.length + 1), new Uint8Array(b.length + 1)]
  for (let j = 0; j <= b.length; j++) row[j] = j
  for (let i = 1; i <= a.length; i++) {
    ;[older, before, row] = [before, row, older]
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const [left, above, aslant] = [row[j - 1] as number, before[j] as number, before[j - 1] as number]
      let least = Math.min(left + 1, above + 1, aslant + same)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwap) least = Math.min(least, (older[j - 2] as number) + 1)
      row[j] = least
    }
  }
  return row[b.length] as number
}
