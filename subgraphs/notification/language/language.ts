/** Languages that all texts exist in. The first is what others fall back to. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'hi', 'ar'] as const

export type Language = (typeof LANGUAGES)[number]
export type Direction = 'ltr' | 'rtl'

const RIGHT_TO_LEFT: readonly Language[] = ['ar']

export const directionOf = (language: Language): Direction => (RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr')

/**
 * The language to write in for a reader's BCP 47 locale, and the locale to format dates and amounts by: the reader's own
 * where we speak it (de-AT), else the language's, since a Portuguese date in an English sentence helps nobody.
 */
export function languageOf(locale: string): { language: Language; locale: string } {
  const { language: wanted, baseName } = new Intl.Locale(locale)
  const language = LANGUAGES.find((one) => one === wanted)
  if (!language) return { language: 'en', locale: 'en-GB' }
  // Without a country English dates would be the American ones, which most of the world misreads.
  return { language, locale: baseName === 'en' ? 'en-GB' : baseName }
}
