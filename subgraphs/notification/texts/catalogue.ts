import type { en } from './en.ts'

/** What a language must say. */
export type Catalogue = Record<keyof typeof en, string>
