/** A number from 0 to 1, 1 left out, that hangs on the texts alone: FNV-1a, its bits mixed as MurmurHash3 ends. */
export function shareOf(...texts: Array<string | number>): number {
  let hash = 0x811c9dc5
  for (const text of texts) {
    for (const letter of `${text} `) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
