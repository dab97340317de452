import bidiFactory from 'bidi-js'
import { type Face, faceFor, type Weight } from './fonts.ts'

/** A piece of a line that one font draws in one direction. */
export interface TextRun {
  text: string
  face: Face
}

// Its types are those of its ES module, Node loads the CommonJS one.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)()
const MARK_OR_JOINER = /[\p{M}\u200c\u200d]/u

/**
 * Cuts one line into the runs that draw it, in the order they stand from left to right (Unicode's bidirectional
 * algorithm, UAX #9). Within a run the letters stay in reading order: the font engine turns and joins them.
 */
export function textRuns(line: string, weight: Weight): TextRun[] {
  const text = line.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
  const { levels } = bidi.getEmbeddingLevels(text, 'auto')
  const runs: Array<TextRun & { level: number }> = []
  let at = 0
  for (const char of text) {
    const level = levels[at] ?? 0
    const last = runs.at(-1)
    const face = faceOf(char, last?.face, weight)
    if (last && last.face === face && last.level === level) last.text += char
    else runs.push({ text: char, face, level })
    at += char.length
  }
  return reorder(runs)
}

function faceOf(char: string, before: Face | undefined, weight: Weight): Face {
  const codePoint = char.codePointAt(0) ?? 0
  // A mark is drawn with the letter it stands on, where that letter's font has it.
  if (before && MARK_OR_JOINER.test(char) && before.has(codePoint)) return before
  return faceFor(codePoint, weight) ?? (faceFor(0xfffd, weight) as Face)
}

/** Rule L2: from the highest level down to the lowest odd one, runs at that level or above are turned round. */
function reorder<R extends { level: number }>(runs: R[]): R[] {
  const levels = runs.map((r) => r.level)
  let order = runs
  for (let level = Math.max(0, ...levels); level > 0; level--) {
    const turned: R[] = []
    let group: R[] = []
    for (const run of order) {
      if (run.level >= level) {
        group.unshift(run)
        continue
      }
      turned.push(...group, run)
      group = []
    }
    order = [...turned, ...group]
  }
  return order
}
