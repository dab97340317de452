import type { FlightSnapshot } from '#schema/events.ts'

type Cabin = FlightSnapshot['cabins'][number]
type Feature = Cabin['features'][number]['features'][number]

export interface DemoLayout {
  /** ICAO type designator, as aircraft carry it: A20N */
  typeCode: string
  name: string
  cabins: Cabin[]
}

interface CabinSketch {
  cabin: Cabin['cabin']
  rows: [number, number]
  /** Seats side by side, aisles as dashes: 'ABC-DEF' */
  across: string
  without?: string[]
  exits?: number[]
  /** Rows right behind a wall, where a cot can be hung. */
  bulkheads?: number[]
  /** Rows that are next to a lavatory. */
  lavatories?: number[]
  /** Rows before an exit or a wall, whose backs stay upright. */
  upright?: number[]
  accessible?: number[]
}

/** A cabin with what its seats are like, from a sketch of it. */
export function cabin({ cabin, rows: [firstRow, lastRow], across, without = [], ...marks }: CabinSketch): Cabin {
  const groups = across.split('-')
  const columns = groups.flatMap((group) => [...group])
  const aisleAfter = groups.slice(0, -1).map((group) => group.at(-1) as string)
  const rows: Array<[Feature, number[]]> = [
    ['EXTRA_LEGROOM', [...(marks.exits ?? []), ...(marks.bulkheads ?? [])]],
    ['EXIT_ROW', marks.exits ?? []],
    ['BULKHEAD', marks.bulkheads ?? []],
    ['NO_RECLINE', marks.upright ?? []],
    ['NEAR_LAVATORY', marks.lavatories ?? []],
  ]
  const isAisle = (column: string) => aisleAfter.includes(column) || groups.slice(1).some((g) => g[0] === column)
  // Cots hang on the wall before the middle block, in single-aisle cabins before the window group.
  const cots = groups.length > 2 ? (groups[1] ?? '') : (groups[0] ?? '')
  const featuresAt = (row: number, column: string): Feature[] => [
    ...rows.filter(([, at]) => at.includes(row)).map(([feature]) => feature),
    ...(marks.bulkheads?.includes(row) && cots.includes(column) ? (['BASSINET'] as const) : []),
    ...(marks.accessible?.includes(row) && isAisle(column) ? (['ACCESSIBLE'] as const) : []),
  ]
  const features: Cabin['features'] = []
  for (let row = firstRow; row <= lastRow; row++) {
    for (const column of columns) {
      const seat = `${row}${column}`
      const its = featuresAt(row, column)
      if (its.length > 0 && !without.includes(seat)) features.push({ seat, features: its })
    }
  }
  return { cabin, firstRow, lastRow, columns, aisleAfter, without, features }
}

/** Cabins as airlines commonly have them in these families; no airline's own. */
export const LAYOUTS: DemoLayout[] = [
  {
    typeCode: 'A20N',
    name: 'A320neo, 2 cabins',
    cabins: [
      cabin({ cabin: 'BUSINESS', rows: [1, 3], across: 'AC-DF', bulkheads: [1], accessible: [1] }),
      cabin({
        cabin: 'ECONOMY',
        rows: [4, 28],
        across: 'ABC-DEF',
        bulkheads: [4],
        exits: [12, 13],
        upright: [11, 28],
        lavatories: [28],
        accessible: [5, 27],
      }),
    ],
  },
  {
    typeCode: 'B738',
    name: '737-800, 1 cabin',
    cabins: [
      cabin({
        cabin: 'ECONOMY',
        rows: [1, 32],
        across: 'ABC-DEF',
        without: ['1D', '1E', '1F'],
        bulkheads: [1],
        exits: [16, 17],
        upright: [15, 32],
        lavatories: [32],
        accessible: [2, 31],
      }),
    ],
  },
  {
    typeCode: 'A21N',
    name: 'A321neo, 3 cabins',
    cabins: [
      cabin({ cabin: 'BUSINESS', rows: [1, 4], across: 'AC-DF', bulkheads: [1], accessible: [1] }),
      cabin({ cabin: 'PREMIUM_ECONOMY', rows: [5, 8], across: 'ABC-DEF', bulkheads: [5] }),
      cabin({
        cabin: 'ECONOMY',
        rows: [9, 35],
        across: 'ABC-DEF',
        exits: [18, 26],
        upright: [17, 25, 35],
        lavatories: [34, 35],
        accessible: [9, 34],
      }),
    ],
  },
  {
    typeCode: 'AT76',
    name: 'ATR 72-600, 1 cabin',
    cabins: [
      cabin({
        cabin: 'ECONOMY',
        rows: [1, 18],
        across: 'AC-DF',
        exits: [1],
        upright: [18],
        lavatories: [18],
        accessible: [2],
      }),
    ],
  },
  {
    typeCode: 'E190',
    name: 'E190, 2 cabins',
    cabins: [
      cabin({ cabin: 'BUSINESS', rows: [1, 3], across: 'A-DF', bulkheads: [1], accessible: [1] }),
      cabin({
        cabin: 'ECONOMY',
        rows: [4, 25],
        across: 'AC-DF',
        exits: [11],
        upright: [10, 25],
        lavatories: [25],
        accessible: [4, 24],
      }),
    ],
  },
  {
    typeCode: 'B77W',
    name: '777-300ER, 3 cabins',
    cabins: [
      cabin({ cabin: 'FIRST', rows: [1, 2], across: 'A-DG-K', bulkheads: [1], accessible: [1] }),
      cabin({ cabin: 'BUSINESS', rows: [5, 14], across: 'AC-DG-HK', bulkheads: [5], accessible: [5] }),
      cabin({
        cabin: 'ECONOMY',
        rows: [20, 50],
        across: 'ABC-DEFG-HJK',
        without: ['20A', '20K', '50A', '50K'],
        bulkheads: [20, 34],
        exits: [35],
        upright: [33, 50],
        lavatories: [33, 49, 50],
        accessible: [21, 48],
      }),
    ],
  },
  {
    typeCode: 'B789',
    name: '787-9, 3 cabins',
    cabins: [
      cabin({ cabin: 'BUSINESS', rows: [1, 8], across: 'A-DG-K', bulkheads: [1], accessible: [1] }),
      cabin({ cabin: 'PREMIUM_ECONOMY', rows: [12, 15], across: 'AC-DEF-HK', bulkheads: [12], accessible: [12] }),
      cabin({
        cabin: 'ECONOMY',
        rows: [20, 43],
        across: 'ABC-DEF-HJK',
        bulkheads: [20],
        exits: [31],
        upright: [30, 43],
        lavatories: [42, 43],
        accessible: [21, 42],
      }),
    ],
  },
  {
    typeCode: 'A359',
    name: 'A350-900, 3 cabins',
    cabins: [
      cabin({ cabin: 'BUSINESS', rows: [1, 9], across: 'A-DG-K', bulkheads: [1], accessible: [1] }),
      cabin({ cabin: 'PREMIUM_ECONOMY', rows: [16, 18], across: 'AC-DEG-HK', bulkheads: [16] }),
      cabin({
        cabin: 'ECONOMY',
        rows: [20, 46],
        across: 'ABC-DEG-HJK',
        bulkheads: [20],
        exits: [33],
        upright: [32, 46],
        lavatories: [31, 45, 46],
        accessible: [21, 45],
      }),
    ],
  },
]
