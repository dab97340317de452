const SMALL = ['from', 'to', 'airline', 'lanes'] as const
const TIMES = ['departs', 'arrives', 'salesClose'] as const

/** What is known of each flight beside its prices, by its number: airports, airline and networks by theirs. */
export interface FlightColumns
  extends Record<(typeof SMALL)[number], Uint16Array>,
    Record<(typeof TIMES)[number], Float64Array> {
  readonly bytes: number
}

export const createColumns = (): FlightColumns => ({
  from: new Uint16Array(0),
  to: new Uint16Array(0),
  airline: new Uint16Array(0),
  lanes: new Uint16Array(0),
  departs: new Float64Array(0),
  arrives: new Float64Array(0),
  salesClose: new Float64Array(0),
  get bytes() {
    return [...SMALL, ...TIMES].reduce((sum, name) => sum + this[name].byteLength, 0)
  },
})

/** Makes the columns long enough for numbers below `room`. */
export function makeColumnRoom(columns: FlightColumns, room: number): void {
  if (room <= columns.from.length) return
  for (const name of SMALL) {
    const wider = new Uint16Array(room)
    wider.set(columns[name])
    columns[name] = wider
  }
  for (const name of TIMES) {
    const wider = new Float64Array(room)
    wider.set(columns[name])
    columns[name] = wider
  }
}
