import type { CabinClass } from '../timetable/flight.ts'

/** What planning needs to know of a kind of aircraft. */
export interface AircraftType {
  /** ICAO's designator where one is known, else IATA's. */
  code: string
  /** Taxiing, climb and descent. */
  fixedMin: number
  kmPerHour: number
  /** On the ground between two flights, at the least. */
  turnMin: number
  cabins: readonly CabinClass[]
}

const WIDE = /^(?:A3[03458]\w|A3ST|B7[4678][\dWLSDR]\w?|B78\w|B77\w|MD11|IL96|IL86|DC10|L101|A124)$/
const PROPELLER =
  /^(?:AT[4-7]\w|ATP|DH8\w|DHC\w|SF34|SB20|F27|F50|E110|E120|BE\w\w|B190|C\d{3}|C208|PC12|PA\d\w|AN\w\w|L410|SW\d|D228|D328|JS\d\d|SH\d\w|SC7|BN2\w?|Y12|YK40|MA60|TRIS|G21|DC3|CVLP|C212|EMB\w?)$/
const REGIONAL =
  /^(?:CRJ\w?|E1\d\d|E[79]\w\w?|E13\d|E14\d|E17\d|E19\d|RJ\d\w|BA\d\d|B46\d|F70|F100|F28|SU95|AN38|J328)$/

/** IATA's codes of families, which stand for several types: the one that flies most. */
const FAMILIES: Record<string, string> = {
  '146': 'B463',
  CRJ: 'CRJ2',
  '330': 'A333',
  DH8: 'DH8D',
  '313': 'A313',
  '777': 'B772',
  '737': 'B738',
  '73M': 'B732',
  '767': 'B763',
  '73H': 'B738',
  '73W': 'B737',
  M80: 'MD83',
  '757': 'B752',
  '787': 'B788',
  '380': 'A388',
  '32B': 'A321',
  '340': 'A343',
  '32A': 'A320',
  E75: 'E75L',
  '74Y': 'B744',
  '76W': 'B763',
  ERJ: 'E145',
  EMJ: 'E190',
  '73Q': 'B734',
  '73J': 'B739',
  '32S': 'A320',
  '73C': 'B733',
  F28: 'F28',
  DC9: 'DC93',
  '74E': 'B744',
  IL9: 'IL96',
  '75W': 'B752',
  '75T': 'B753',
  AB4: 'A30B',
  '74N': 'B748',
  '74M': 'B744',
  '747': 'B744',
  M1F: 'MD11',
  '74H': 'B748',
  '76F': 'B763',
  '73R': 'B737',
  '73N': 'B733',
  '77X': 'B77L',
  '33X': 'A332',
  '32C': 'A318',
  CNC: 'C208',
  CNA: 'C208',
  CNT: 'C402',
  CN2: 'C402',
  BE1: 'B190',
  BE9: 'BE99',
  BEC: 'BE20',
  MA6: 'MA60',
  L4T: 'L410',
  SWM: 'SW4',
  D1C: 'D228',
  YN7: 'AN24',
  PA1: 'PA31',
  SFB: 'SF34',
  NDE: 'AS50',
}

/** A type by IATA's code, as routes name it; `icao` is OpenFlights' list of types. */
export function aircraftType(iata: string, icao: ReadonlyMap<string, string>): AircraftType {
  const code = FAMILIES[iata] ?? icao.get(iata) ?? iata
  if (WIDE.test(code)) {
    return { code, fixedMin: 40, kmPerHour: 860, turnMin: 100, cabins: ['ECONOMY', 'PREMIUM_ECONOMY', 'BUSINESS'] }
  }
  if (PROPELLER.test(code)) return { code, fixedMin: 30, kmPerHour: 480, turnMin: 35, cabins: ['ECONOMY'] }
  if (REGIONAL.test(code)) return { code, fixedMin: 35, kmPerHour: 780, turnMin: 40, cabins: ['ECONOMY'] }
  return { code, fixedMin: 40, kmPerHour: 830, turnMin: 45, cabins: ['ECONOMY', 'BUSINESS'] }
}

/** From gate to gate, to the next five minutes. */
export const blockMin = ({ fixedMin, kmPerHour }: AircraftType, km: number): number =>
  Math.ceil((fixedMin + (km / kmPerHour) * 60) / 5) * 5
