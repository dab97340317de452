import { oncePer } from '#lib/once-per.ts'
import type { Airport, Catalogue } from './catalogue.ts'
import { lettersOf, typingErrors } from './typing-errors.ts'

/** Text as people type it: no case, no accents, single spaces. */
const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()

interface Indexed {
  airport: Airport
  code: string
  city: string
  name: string
}

interface Word {
  text: string
  letters: number
  /** Of city names before those of airports' names, by place in `airports` */
  inCity: number[]
  inName: number[]
}

interface Index {
  airports: Indexed[]
  words: Map<string, Word>
}

// A catalogue is read anew every half minute; of one that nobody asks for airports none is made.
const indexOf = oncePer((catalogue: Catalogue): Index => {
  const airports = [...catalogue.airports.values()]
    .filter(({ retiredAt }) => retiredAt === null)
    .map((airport) => {
      const city = folded(catalogue.cities.get(airport.cityId)?.name ?? '')
      return { airport, code: airport.code.toLowerCase(), city, name: folded(airport.name) }
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1))
  return { airports, words: wordsOf(airports) }
})

function wordsOf(airports: readonly Indexed[]): Map<string, Word> {
  const words = new Map<string, Word>()
  const wordOf = (text: string): Word => {
    const word = words.get(text) ?? { text, letters: lettersOf(text), inCity: [], inName: [] }
    words.set(text, word)
    return word
  }
  for (const [n, { city, name }] of airports.entries()) {
    // New York is also found by newyork.
    for (const text of new Set([...wordsIn(city), city.replaceAll(' ', '')])) wordOf(text).inCity.push(n)
    for (const text of new Set(wordsIn(name))) wordOf(text).inName.push(n)
  }
  return words
}

const wordsIn = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')

/**
 * Airports in use by code, city or name, best match first: the code itself, then beginnings, then words, then parts; where
 * these are fewer than asked for, those follow that are meant if something was mistyped.
 */
export function findAirports(catalogue: Catalogue, query: string, first: number): Airport[] {
  const wanted = folded(query)
  if (wanted === '') return []
  const index = indexOf(catalogue)
  const ranked = index.airports
    .map((entry) => ({ entry, rank: rankOf(entry, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || (a.entry.code < b.entry.code ? -1 : 1))
    .map(({ entry }) => entry)
  if (ranked.length >= first) return ranked.slice(0, first).map(({ airport }) => airport)
  const found = new Set(ranked)
  const meant = mistyped(index, wanted).filter((entry) => !found.has(entry))
  return [...ranked, ...meant].slice(0, first).map(({ airport }) => airport)
}

const NO_MATCH = 7

function rankOf({ code, city, name }: Indexed, wanted: string): number {
  if (code === wanted) return 0
  if (city === wanted) return 1
  if (city.startsWith(wanted)) return 2
  if (code.startsWith(wanted)) return 3
  if (name.startsWith(wanted)) return 4
  if (` ${city} ${name}`.includes(` ${wanted}`)) return 5
  return city.includes(wanted) || name.includes(wanted) ? 6 : NO_MATCH
}

const MOST_WORDS = 8
/** A word of an airport's name counts a little less than one of its city's. */
const NAME_COST = 0.5

/** Airports in whose names each word of the query is, but for typing errors; the fewest first, then by code. */
function mistyped({ airports, words }: Index, wanted: string): Indexed[] {
  const typed = wordsIn(wanted)
  if (typed.length === 0 || typed.length > MOST_WORDS) return []
  let costs: Map<number, number> | undefined
  for (const word of typed) {
    const own = costsOf(words, word)
    costs = costs ? sumOf(costs, own) : own
    if (costs.size === 0) return []
  }
  return [...(costs ?? [])].sort(([a, m], [b, n]) => m - n || a - b).map(([n]) => airports[n] as Indexed)
}

/** What it takes to read an airport's name where the word was typed. */
function costsOf(words: ReadonlyMap<string, Word>, typed: string): Map<number, number> {
  const costs = new Map<number, number>()
  const note = (airport: number, cost: number) => costs.set(airport, Math.min(cost, costs.get(airport) ?? cost))
  const letters = lettersOf(typed)
  for (const word of words.values()) {
    const errors = typingErrors({ text: typed, letters }, word)
    if (errors === undefined) continue
    for (const n of word.inCity) note(n, errors)
    for (const n of word.inName) note(n, errors + NAME_COST)
  }
  return costs
}

/** Of airports that both have. */
function sumOf(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Map<number, number> {
  const sum = new Map<number, number>()
  for (const [n, cost] of a) {
    const other = b.get(n)
    if (other !== undefined) sum.set(n, cost + other)
  }
  return sum
}
