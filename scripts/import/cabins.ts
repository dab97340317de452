import type { Cabin } from '../../subgraphs/flight/fleet/layout.ts'
import type { AircraftType } from '../../subgraphs/flight/planning/aircraft-type.ts'
import { cabin } from '../demo-data/layouts.ts'

/** Rows of economy where a type has other than most of its kind. */
const ROWS: Record<string, number> = {
  ...{ A318: 18, B736: 18, A319: 21, B733: 22, B735: 18, B712: 20, A321: 32, B739: 30, B752: 32, B753: 38, MD90: 28 },
  ...{ A388: 62, B744: 44, B748: 46, B77W: 40, B773: 42, A346: 40, B763: 26, B762: 22, A310: 24 },
  ...{ CRJ2: 12, E135: 12, E145: 16, E170: 19, CRJ7: 17, CRJ9: 22, CRJX: 25, E190: 25, E195: 29, F100: 25 },
  ...{ DH8D: 19, DH8A: 9, DH8B: 9, DH8C: 13, AT43: 12, AT45: 12, AT46: 12, SF34: 8, E120: 7, JS41: 7, DHC7: 12 },
}
/** Propellers and helicopters with a seat on each side of the aisle. */
const SMALL =
  /^(?:B190|C\d{3}|C25B|DHC[26]|PC12|PA\d\d|BE\d\d|BN2P|L410|SW4|JS3\d|E110|D228|Y12|TRIS|I114|AS50|B212|S76|YK40|SH36)$/

/** The cabins of a type, as airlines commonly have them; no airline's own. */
export function cabinsOf({ code, cabins }: AircraftType): Cabin[] {
  if (cabins.includes('PREMIUM_ECONOMY')) return wideBody(ROWS[code] ?? 32)
  if (cabins.includes('BUSINESS')) return narrowBody(ROWS[code] ?? 26)
  if (SMALL.test(code)) return oneCabin(5, 'A-C')
  return oneCabin(ROWS[code] ?? 17, 'AC-DF')
}

const wideBody = (rows: number): Cabin[] => [
  cabin({ cabin: 'BUSINESS', rows: [1, 7], across: 'A-DG-K', bulkheads: [1], accessible: [1] }),
  cabin({ cabin: 'PREMIUM_ECONOMY', rows: [10, 13], across: 'AC-DEF-HK', bulkheads: [10] }),
  cabin({
    cabin: 'ECONOMY',
    rows: [20, 19 + rows],
    across: 'ABC-DEF-HJK',
    bulkheads: [20],
    exits: [20 + Math.floor(rows / 2)],
    upright: [19 + rows],
    lavatories: [19 + rows],
    accessible: [21],
  }),
]

const narrowBody = (rows: number): Cabin[] => [
  cabin({ cabin: 'BUSINESS', rows: [1, 3], across: 'AC-DF', bulkheads: [1], accessible: [1] }),
  cabin({
    cabin: 'ECONOMY',
    rows: [4, 3 + rows],
    across: 'ABC-DEF',
    bulkheads: [4],
    exits: [3 + Math.floor(rows / 2)],
    upright: [3 + rows],
    lavatories: [3 + rows],
    accessible: [5],
  }),
]

const oneCabin = (rows: number, across: string): Cabin[] => [
  cabin({ cabin: 'ECONOMY', rows: [1, rows], across, exits: [1], upright: [rows], accessible: [2] }),
]
