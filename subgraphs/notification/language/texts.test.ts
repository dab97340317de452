import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountTexts } from '../texts/account-texts.ts'
import { texts } from '../texts/texts.ts'
import { directionOf, LANGUAGES, languageOf } from './language.ts'
import { defineTexts, placeholdersOf } from './texts.ts'

const all = { texts, accountTexts }

describe.each(Object.entries(all))('%s', (_, { catalogues }) => {
  const english = Object.entries(catalogues.en)

  test.each(LANGUAGES)('in %s are all there, with the same placeholders', (language) => {
    const own = catalogues[language] as Record<string, string>
    expect(Object.keys(own).toSorted()).toEqual(english.map(([key]) => key).toSorted())
    for (const [key, text] of english) {
      expect(own[key]?.trim(), key).not.toBe('')
      expect(placeholdersOf(own[key] ?? ''), key).toEqual(placeholdersOf(text))
    }
  })

  test.each(LANGUAGES.filter((language) => language !== 'en'))('in %s are another language', (language) => {
    const own = catalogues[language] as Record<string, string>
    const sentences = english.filter(([, text]) => text.length > 24)
    expect(sentences.filter(([key, text]) => own[key] === text)).toEqual([])
  })
})

test('a text shows every value whole, whatever it is', { timeout: 60_000 }, () => {
  const keys = Object.entries(texts.catalogues.en).filter(([, text]) => text.includes('{'))
  const say = (language: (typeof LANGUAGES)[number], key: string, values: Record<string, string>) =>
    (texts.in(language) as (key: string, values: Record<string, string>) => string)(key, values)
  fc.assert(
    fc.property(
      fc.constantFrom(...keys),
      fc.constantFrom(...LANGUAGES),
      fc.string({ unit: 'grapheme' }),
      (of, language, value) => {
        const [key, text] = of
        const names = placeholdersOf(text)
        const said = say(language, key, Object.fromEntries(names.map((name, n) => [name, `${n}${value}$&{flight}`])))
        for (const n of names.keys()) expect(said).toContain(`${n}${value}$&{flight}`)
        expect(said.match(/\u2068/g)?.length ?? 0).toBe(said.match(/\u2069/g)?.length ?? 0)
      },
    ),
  )
})

test('values of the other direction stand apart', () => {
  const { in: of } = defineTexts(
    { a: 'x {v} y' },
    { de: { a: '{v}' }, fr: { a: '{v}' }, es: { a: '{v}' }, hi: { a: '{v}' }, ar: { a: 'ب {v}' } },
  )
  expect(of('en')('a', { v: 'Ann' })).toBe('x Ann y')
  expect(of('en')('a', { v: 'عمر' })).toBe('x \u2068عمر\u2069 y')
  expect(of('ar')('a', { v: 'SX 204' })).toBe('ب \u2068SX 204\u2069')
})

describe('the language of a locale', () => {
  test.each([
    ['de-AT', 'de', 'de-AT'],
    ['hi-IN', 'hi', 'hi-IN'],
    ['ar-SA-u-ca-islamic', 'ar', 'ar-SA'],
    ['en', 'en', 'en-GB'],
    ['en-US', 'en', 'en-US'],
    ['pt-BR', 'en', 'en-GB'],
    ['ur', 'en', 'en-GB'],
  ])('%s is %s, written as %s', (given, language, locale) => {
    expect(languageOf(given)).toEqual({ language, locale })
  })

  test('Arabic is read from the right', () => {
    expect(LANGUAGES.filter((language) => directionOf(language) === 'rtl')).toEqual(['ar'])
  })
})
