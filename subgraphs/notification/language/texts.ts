import { directionOf, LANGUAGES, type Language } from './language.ts'

type Placeholder<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never
type Values<S extends string> = [Placeholder<S>] extends [never] ? [] : [values: Record<Placeholder<S>, string>]

/** A text by its name, its `{placeholders}` filled; both are checked by the compiler. */
export type Say<C extends Record<string, string>> = <K extends keyof C & string>(
  key: K,
  ...values: Values<C[K]>
) => string

export interface Texts<C extends Record<string, string>> {
  catalogues: Record<Language, Record<keyof C, string>>
  in(language: Language): Say<C>
}

/** Texts in all languages; English says which there are and what is filled in. */
export function defineTexts<const C extends Record<string, string>>(
  en: C,
  others: Record<Exclude<Language, 'en'>, Record<keyof C, string>>,
): Texts<C> {
  const catalogues: Record<Language, Record<keyof C, string>> = { en, ...others }
  const voices = new Map(
    LANGUAGES.map((language): [Language, Say<C>] => [
      language,
      (key, ...[values]) => fill(catalogues[language][key], values ?? {}, language),
    ]),
  )
  return { catalogues, in: (language) => voices.get(language) as Say<C> }
}

/** The names in a text, sorted: `Flight {number}` has `number`. */
export const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort()

const fill = (text: string, values: Record<string, string>, language: Language) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => isolated(values[name] ?? '', language))

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * Between first-strong isolates (Unicode UAX #9) where its direction is or may be other than that of the text around it,
 * so that a name or a number does not pull its neighbours to the wrong side.
 */
function isolated(value: string, language: Language): string {
  const turns = directionOf(language) === 'rtl' || RTL_LETTER.test(value)
  return turns && value !== '' ? `\u2068${value}\u2069` : value
}
