import type { FlightId } from '#lib/ids.ts'

/** Numbers for flights, small and used again, by their ids: 24 bytes each, where a Map of strings takes over a hundred. */
export interface FlightIds {
  /** The number of a flight, new or known. */
  add(id: FlightId): number
  find(id: string): number | undefined
  remove(id: string): void
  idOf(number: number): FlightId
  /** Numbers are below it. */
  readonly room: number
  readonly size: number
  readonly bytes: number
}

const WORDS = 4

/** An open hash table with linear probing; a removal moves back what it had pushed on. */
export function createFlightIds(): FlightIds {
  let words = new Uint32Array(1024 * WORDS)
  let table = new Int32Array(2048)
  const free: number[] = []
  let used = 0
  const wanted = new Uint32Array(WORDS)

  const hashOf = (source: Uint32Array, at: number): number => {
    let hash = Math.imul((source[at + 3] as number) ^ Math.imul(source[at + 2] as number, 0x9e3779b1), 0x85ebca6b)
    hash ^= Math.imul((source[at] as number) ^ Math.imul(source[at + 1] as number, 0xc2b2ae35), 0x27d4eb2f)
    return (hash ^ (hash >>> 15)) >>> 0
  }
  const isAt = (number: number): boolean => {
    for (let n = 0; n < WORDS; n++) if (words[number * WORDS + n] !== wanted[n]) return false
    return true
  }
  /** Where in the table the wanted id is, or would be. */
  const placeOf = (): number => {
    const mask = table.length - 1
    let place = hashOf(wanted, 0) & mask
    for (let entry = table[place] as number; entry !== 0; entry = table[place] as number) {
      if (isAt(entry - 1)) return place
      place = (place + 1) & mask
    }
    return place
  }
  const widenTable = () => {
    const old = table
    table = new Int32Array(old.length * 2)
    const mask = table.length - 1
    for (const entry of old) {
      if (entry === 0) continue
      let place = hashOf(words, (entry - 1) * WORDS) & mask
      while (table[place] !== 0) place = (place + 1) & mask
      table[place] = entry
    }
  }
  const closeGap = (gap: number) => {
    const mask = table.length - 1
    let hole = gap
    for (let place = (gap + 1) & mask; table[place] !== 0; place = (place + 1) & mask) {
      const home = hashOf(words, ((table[place] as number) - 1) * WORDS) & mask
      // It may move back only as far as its home.
      if (((place - home) & mask) < ((place - hole) & mask)) continue
      table[hole] = table[place] as number
      hole = place
    }
    table[hole] = 0
  }
  return {
    add(id) {
      readId(id, wanted)
      const place = placeOf()
      if (table[place] !== 0) return (table[place] as number) - 1
      const number = free.pop() ?? used++
      if (number * WORDS === words.length) {
        const wider = new Uint32Array(Math.ceil((number * 5) / 4) * WORDS)
        wider.set(words)
        words = wider
      }
      words.set(wanted, number * WORDS)
      table[place] = number + 1
      if ((used - free.length) * 2 > table.length) widenTable()
      return number
    },
    find(id) {
      readId(id, wanted)
      const entry = table[placeOf()] as number
      return entry === 0 ? undefined : entry - 1
    },
    remove(id) {
      readId(id, wanted)
      const place = placeOf()
      if (table[place] === 0) return
      free.push((table[place] as number) - 1)
      closeGap(place)
    },
    idOf: (number) => writeId(words.subarray(number * WORDS, (number + 1) * WORDS)),
    get room() {
      return words.length / WORDS
    },
    get size() {
      return used - free.length
    },
    get bytes() {
      return words.byteLength + table.byteLength + free.length * 8
    },
  }
}

const [DASH, ZERO, NINE, TEN_BEFORE_A] = [45, 48, 57, 87]

/** A UUID as four words. */
function readId(id: string, into: Uint32Array): void {
  let [word, digits] = [0, 0]
  for (let at = 0; at < id.length; at++) {
    const letter = id.charCodeAt(at)
    if (letter === DASH) continue
    word = (word << 4) | (letter <= NINE ? letter - ZERO : letter - TEN_BEFORE_A)
    digits++
    if (digits % 8 === 0) into[digits / 8 - 1] = word
  }
}

function writeId(words: Uint32Array): FlightId {
  const [a, b, c, d] = Array.from(words, (word) => word.toString(16).padStart(8, '0')) as [
    string,
    string,
    string,
    string,
  ]
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}` as FlightId
}
