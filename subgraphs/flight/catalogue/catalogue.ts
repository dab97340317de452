export interface City {
  id: string
  name: string
  countryCode: string
}

export interface Airport {
  code: string
  name: string
  cityId: string
  timeZone: string
  latitude: number
  longitude: number
  /** From one flight's arrival to the next one's departure */
  minConnectionMin: number
  retiredAt: Date | null
}

export interface Airline {
  code: string
  name: string
  retiredAt: Date | null
}

/** All that rarely changes, small enough to be kept whole: some thousand airports at the most. */
export interface Catalogue {
  cities: Map<string, City>
  airports: Map<string, Airport>
  airlines: Map<string, Airline>
}
