import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lettersOf, typingErrors } from './typing-errors.ts'

const spelled = (text: string) => ({ text, letters: lettersOf(text) })
const errors = (typed: string, meant: string) => typingErrors(spelled(typed), spelled(meant))

test.each<[string, string, number | undefined]>([
  ['paris', 'paris', 0],
  ['pairs', 'paris', 1],
  ['pari', 'paris', 1],
  ['parris', 'paris', 1],
  ['paros', 'paris', 1],
  ['prais', 'parsi', undefined],
  ['frankfrut', 'frankfurt', 1],
  ['farnkfrut', 'frankfurt', 2],
  ['farnkfrtu', 'frankfurt', undefined],
  ['rom', 'rome', undefined],
])('%s for %s', (typed, meant, expected) => expect(errors(typed, meant)).toBe(expected))

const word = fc.stringMatching(/^[a-z]{8,12}$/)
const swap = (text: string, at: number) =>
  text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2)

test('any one error is found, from either side: the letters that are compared first pass none over', () => {
  fc.assert(
    fc.property(word, fc.nat(7), fc.constantFrom('q', 'e'), (meant, at, letter) => {
      for (const typed of [
        meant.slice(0, at) + meant.slice(at + 1),
        meant.slice(0, at) + letter + meant.slice(at),
        meant.slice(0, at) + letter + meant.slice(at + 1),
        at < 7 ? swap(meant, at) : meant,
      ]) {
        expect(errors(typed, meant)).toBeLessThanOrEqual(1)
        expect(errors(meant, typed)).toBeLessThanOrEqual(1)
      }
    }),
  )
})
