import { find } from 'geo-tz/all'

/** In Xinjiang two clocks are in use; timetables go by Beijing's. */
const OFFICIAL = 'Asia/Shanghai'

/** The IANA time zone that timetables go by at a place on earth. */
export function zoneAt(latitude: number, longitude: number): string | undefined {
  const zones = find(latitude, longitude)
  return zones.includes(OFFICIAL) ? OFFICIAL : zones[0]
}
