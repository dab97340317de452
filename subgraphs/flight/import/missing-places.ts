import type { Catalogue } from '../catalogue/catalogue.ts'
import type { PlacesToLoad } from '../catalogue/store.ts'
import { importId } from './import-id.ts'
import type { OpenFlights } from './openflights.ts'

/** What of the files is not in the catalogue yet; what is there, by its code or a city by its name, stays as it is. */
export function missingPlaces(data: OpenFlights, { airports, airlines, cities }: Catalogue): PlacesToLoad {
  const cityIds = new Map([...cities.values()].map((city) => [cityKey(city.countryCode, city.name), city.id]))
  const newCities: PlacesToLoad['cities'] = []
  const newAirports = data.airports.filter(({ code }) => !airports.has(code))
  for (const { city: name, countryCode } of newAirports) {
    const key = cityKey(countryCode, name)
    if (cityIds.has(key)) continue
    const id = importId(`city ${key}`)
    cityIds.set(key, id)
    newCities.push({ id, name, countryCode })
  }
  return {
    cities: newCities,
    airports: newAirports.map(({ city, countryCode, ...airport }) => ({
      ...airport,
      cityId: cityIds.get(cityKey(countryCode, city)) as string,
    })),
    airlines: data.airlines.filter(({ code }) => !airlines.has(code)),
  }
}

const cityKey = (countryCode: string, name: string): string => `${countryCode} ${name}`
