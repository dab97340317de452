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

/** An open hash table with linear probing; entries are numbers plus one, 0 is free. */
interface Table {
  words: Uint32Array
  places: Int32Array
  free: number[]
  used: number
  /** The id that is looked for. */
  wanted: Uint32Array
}

export function createFlightIds(): FlightIds {
  const table: Table = {
    words: new Uint32Array(1024 * WORDS),
    places: new Int32Array(2048),
    free: [],
    used: 0,
    wanted: new Uint32Array(WORDS),
  }
  return {
    add: (id) => addId(table, id),
    find(id) {
      readId(id, table.wanted)
      const entry = table.places[placeOf(table)] as number
      return entry === 0 ? undefined : entry - 1
    },
    remove: (id) => removeId(table, id),
    idOf: (number) => writeId(table.words.subarray(number * WORDS, (number + 1) * WORDS)),
    get room() {
      return table.words.length / WORDS
    },
    get size() {
      return table.used - table.free.length
    },
    get bytes() {
      return table.words.byteLength + table.places.byteLength + table.free.length * 8
    },
  }
}

function hashOf(source: Uint32Array, at: number): number {
  let hash = Math.imul((source[at + 3] as number) ^ Math.imul(source[at + 2] as number, 0x9e3779b1), 0x85ebca6b)
  hash ^= Math.imul((source[at] as number) ^ Math.imul(source[at + 1] as number, 0xc2b2ae35), 0x27d4eb2f)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** Where in the table the wanted id is, or would be. */
function placeOf({ words, places, wanted }: Table): number {
  const mask = places.length - 1
  let place = hashOf(wanted, 0) & mask
  for (let entry = places[place] as number; entry !== 0; entry = places[place] as number) {
    const at = (entry - 1) * WORDS
    if (
      words[at] === wanted[0] &&
      words[at + 1] === wanted[1] &&
      words[at + 2] === wanted[2] &&
      words[at + 3] === wanted[3]
    ) {
      return place
    }
    place = (place + 1) & mask
  }
  return place
}

function addId(table: Table, id: FlightId): number {
  readId(id, table.wanted)
  const place = placeOf(table)
  if (table.places[place] !== 0) return (table.places[place] as number) - 1
  const number = table.free.pop() ?? table.used++
  if (number * WORDS === table.words.length) {
    const wider = new Uint32Array(Math.ceil((number * 5) / 4) * WORDS)
    wider.set(table.words)
    table.words = wider
  }
  table.words.set(table.wanted, number * WORDS)
  table.places[place] = number + 1
  if ((table.used - table.free.length) * 2 > table.places.length) widenPlaces(table)
  return number
}

function widenPlaces(table: Table): void {
  const old = table.places
  const places = new Int32Array(old.length * 2)
  const mask = places.length - 1
  for (const entry of old) {
    if (entry === 0) continue
    let place = hashOf(table.words, (entry - 1) * WORDS) & mask
    while (places[place] !== 0) place = (place + 1) & mask
    places[place] = entry
  }
  table.places = places
}

function removeId(table: Table, id: string): void {
  readId(id, table.wanted)
  const place = placeOf(table)
  if (table.places[place] === 0) return
  table.free.push((table.places[place] as number) - 1)
  closeGap(table, place)
}

/** Moves back what the removed entry had pushed on. */
function closeGap({ words, places }: Table, gap: number): void {
  const mask = places.length - 1
  let hole = gap
  for (let place = (gap + 1) & mask; places[place] !== 0; place = (place + 1) & mask) {
    const home = hashOf(words, ((places[place] as number) - 1) * WORDS) & mask
    // It may move back only as far as its home.
    if (((place - home) & mask) < ((place - hole) & mask)) continue
    places[hole] = places[place] as number
    hole = place
  }
  places[hole] = 0
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
