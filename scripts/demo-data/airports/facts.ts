/** IATA code, name, city, country (ISO 3166), IANA time zone, latitude and longitude in degrees. */
export type AirportFacts = [
  code: string,
  name: string,
  city: string,
  countryCode: string,
  timeZone: string,
  latitude: number,
  longitude: number,
]
