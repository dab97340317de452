import { defineTexts } from '../language/texts.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { hi } from './hi.ts'

/** What every letter has in common, and all that is said about bookings and flights. */
export const texts = defineTexts(en, { de, fr, es, hi, ar })
