/** Invented airlines; whatever real one has the same code, none of this is about it. */
export interface DemoAirline {
  code: string
  name: string
  /** All its flights are sold in it, so that they connect into one itinerary. */
  currency: string
  /** How its aircraft's registrations begin. */
  registrations: string
}

export const AIRLINES: DemoAirline[] = [
  { code: 'SJ', name: 'Saffron Jet', currency: 'INR', registrations: 'VT-S' },
  { code: 'KV', name: 'Kaveri Air', currency: 'INR', registrations: 'VT-K' },
  { code: 'GL', name: 'Gulf Lantern', currency: 'AED', registrations: 'A6-L' },
  { code: 'SF', name: 'Safat Wings', currency: 'KWD', registrations: '9K-S' },
  { code: 'TA', name: 'Thames Airways', currency: 'GBP', registrations: 'G-T' },
  { code: 'RH', name: 'Rheinflug', currency: 'EUR', registrations: 'D-R' },
  { code: 'HL', name: 'Hudson Lines', currency: 'USD', registrations: 'N7' },
  { code: 'MI', name: 'Merlion Air', currency: 'SGD', registrations: '9V-M' },
  { code: 'SK', name: 'Sakura Sky', currency: 'JPY', registrations: 'JA7' },
  { code: 'SX', name: 'Southern Cross Air', currency: 'AUD', registrations: 'VH-X' },
  { code: 'IP', name: 'Ipê Linhas', currency: 'BRL', registrations: 'PR-I' },
  { code: 'BJ', name: 'Baobab Jet', currency: 'ZAR', registrations: 'ZS-B' },
]

/** A fleet of one type that flies out and back from a hub. A spoke named twice is flown twice a day. */
export interface Base {
  airline: string
  hub: string
  typeCode: string
  spokes: string[]
  /** The first departure of the first line, local at the hub. */
  from: string
  /** Each further line begins this much later, within a quarter of a day. */
  stepMin: number
}

const base = (
  airline: string,
  hub: string,
  typeCode: string,
  spokes: string,
  [from, stepMin]: [string, number] = ['05:40', 50],
): Base => ({
  airline,
  hub,
  typeCode,
  spokes: spokes.split(' '),
  from,
  stepMin,
})

/** Each pair of airports is served both ways every day. Add at the end of a list: flight numbers count along it. */
export const BASES: Base[] = [
  base('SJ', 'DEL', 'A20N', 'BOM BOM BOM CCU BLR HYD MAA GAU PNQ GOI COK SXR PAT AMD BBI IXC IDR'),
  base('SJ', 'DEL', 'A21N', 'DXB KTM DAC CMB', ['07:20', 90]),
  base('SJ', 'DEL', 'B789', 'LHR FRA SIN NRT', ['10:10', 95]),
  base('SJ', 'BOM', 'A20N', 'CCU MAA DXB JAI GOI COK HYD VNS'),
  base('SJ', 'BOM', 'B789', 'LHR SIN', ['11:00', 110]),
  base('KV', 'BLR', 'B738', 'BOM HYD GOI CCU PNQ DEL VTZ TRV AMD'),
  base('KV', 'HYD', 'B738', 'DEL MAA VTZ BOM NAG', ['06:10', 70]),
  base('KV', 'MAA', 'AT76', 'TRV CMB COK IXE', ['06:30', 60]),
  base('KV', 'BOM', 'B738', 'DEL DEL ATQ', ['05:50', 120]),
  base('KV', 'DEL', 'AT76', 'JAI LKO ATQ VNS', ['06:20', 45]),
  base('GL', 'DXB', 'B77W', 'JFK LHR DEL BOM SYD SIN FRA JNB', ['08:10', 35]),
  base('GL', 'DXB', 'A21N', 'COK CMB MLE DOH BAH MCT RUH JED ATH NBO', ['07:05', 40]),
  base('SF', 'KWI', 'A20N', 'DOH DXB BAH JED AMM CAI IST BOM DEL AUH', ['06:40', 60]),
  base('TA', 'LHR', 'A359', 'DEL BOM JFK BOS ORD HKG YYZ ACC', ['09:30', 40]),
  base('TA', 'LHR', 'A20N', 'EDI MAN DUB CDG AMS BCN FCO LIS VIE KEF', ['06:25', 45]),
  base('TA', 'LGW', 'B738', 'NCE MAD EDI', ['06:45', 50]),
  base('RH', 'FRA', 'A359', 'DEL JFK ORD GRU JNB NRT', ['10:15', 40]),
  base('RH', 'FRA', 'A21N', 'LHR MAD LIS ATH IST HEL CMN', ['06:50', 45]),
  base('RH', 'FRA', 'A20N', 'BER HAM MUC VIE WAW FCO ARN OSL CPH BUD', ['06:15', 45]),
  base('RH', 'MUC', 'E190', 'ZRH PRG BRU MXP BER', ['06:20', 55]),
  base('HL', 'JFK', 'A359', 'LHR CDG', ['18:10', 35]),
  base('HL', 'JFK', 'A21N', 'LAX SFO SEA DEN MIA BOS DFW', ['06:30', 45]),
  base('HL', 'EWR', 'B738', 'ORD IAD YYZ YUL', ['06:40', 60]),
  base('HL', 'ORD', 'B738', 'DEN ATL DFW SEA IAH', ['06:05', 55]),
  base('HL', 'LAX', 'B738', 'SFO SEA DEN YVR MEX PHX', ['06:10', 50]),
  base('HL', 'LAX', 'B789', 'NRT', ['11:30', 120]),
  base('HL', 'MIA', 'A21N', 'BOG LIM ATL PTY', ['07:15', 80]),
  base('MI', 'SIN', 'A359', 'DEL BOM LHR NRT SYD ICN', ['08:30', 45]),
  base('MI', 'SIN', 'A21N', 'KUL BKK CGK DPS MNL SGN HKG PER CMB HAN HKT CAN', ['06:45', 45]),
  base('SK', 'HND', 'B738', 'CTS FUK KIX OKA PEK', ['06:35', 40]),
  base('SK', 'NRT', 'B789', 'ICN TPE HKG PVG', ['09:20', 45]),
  base('SK', 'NRT', 'B77W', 'LAX LHR', ['16:40', 60]),
  base('SX', 'SYD', 'B738', 'MEL BNE ADL PER AKL CHC', ['06:15', 50]),
  base('SX', 'MEL', 'B738', 'BNE PER', ['06:30', 60]),
  base('IP', 'GRU', 'B738', 'GIG EZE SCL LIM BSB', ['06:50', 55]),
  base('IP', 'GRU', 'B789', 'MIA LIS', ['20:15', 50]),
  base('BJ', 'JNB', 'E190', 'CPT DUR WDH', ['06:00', 45]),
  base('BJ', 'JNB', 'A21N', 'NBO LOS ADD MRU', ['08:15', 60]),
]
