import { z } from 'zod'
import { invalidInput, notFound, wrongState } from '#lib/refusal.ts'
import { airportCode, countryCode, line, minutes, timeZone } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { hasFlightsAhead } from '../timetable/store.ts'
import { cityNamed, insertAirport, loadCity, lockAirport, updateAirport } from './store.ts'

const MOST_CONNECTION_MIN = 480
const place = {
  name: line(100),
  city: line(100),
  countryCode,
  timeZone,
  latitude: z.number().min(-90, 'From -90 to 90.').max(90, 'From -90 to 90.'),
  longitude: z.number().min(-180, 'From -180 to 180.').max(180, 'From -180 to 180.'),
  minConnection: minutes(10, MOST_CONNECTION_MIN),
}
const airport = z.object({
  code: airportCode,
  ...place,
  minConnection: z.string().default('PT1H').pipe(place.minConnection),
})
const changes = z.object({
  code: airportCode,
  // null asks for as little as leaving out does.
  ...(Object.fromEntries(Object.entries(place).map(([name, piece]) => [name, piece.nullish()])) as {
    [K in keyof typeof place]: z.ZodOptional<z.ZodNullable<(typeof place)[K]>>
  }),
})
const retirement = z.object({ id: airportCode, retired: z.boolean().default(true) })

export const createAirport = (operator: Operator, input: z.input<typeof airport> & Keyed) =>
  operate(operator, { name: 'createAirport', schema: airport, input }, async (tx, made) => {
    const { city, countryCode, minConnection, ...rest } = made
    const cityId = await cityNamed(tx, { name: city, countryCode })
    return (await insertAirport(tx, { ...rest, cityId, minConnectionMin: minConnection, retiredAt: null }))
      ? done('Airport', rest.code)
      : invalidInput(['code'], 'This code is taken.')
  })

export const changeAirport = (operator: Operator, input: z.input<typeof changes> & Keyed) =>
  operate(operator, { name: 'updateAirport', schema: changes, input }, async (tx, change, now) => {
    const before = await lockAirport(tx, change.code)
    if (!before) return notFound('airport')
    const zone = change.timeZone ?? before.timeZone
    if (zone !== before.timeZone && (await hasFlightsAhead(tx, { airport: before.code }, now))) {
      return wrongState('IN_USE', 'Flights are to come or go there: their times would be other ones.')
    }
    const city = await loadCity(tx, before.cityId)
    await updateAirport(tx, {
      code: before.code,
      name: change.name ?? before.name,
      cityId: await cityNamed(tx, {
        name: change.city ?? city.name,
        countryCode: change.countryCode ?? city.countryCode,
      }),
      timeZone: zone,
      latitude: change.latitude ?? before.latitude,
      longitude: change.longitude ?? before.longitude,
      minConnectionMin: change.minConnection ?? before.minConnectionMin,
      retiredAt: before.retiredAt,
    })
    return done('Airport', before.code)
  })

/** Flights that are planned come and go there; nothing new does. */
export const retireAirport = (operator: Operator, input: z.input<typeof retirement> & Keyed) =>
  operate(operator, { name: 'retireAirport', schema: retirement, input }, async (tx, { id, retired }, now) => {
    const before = await lockAirport(tx, id)
    if (!before) return notFound('airport')
    await updateAirport(tx, { ...before, retiredAt: retired ? (before.retiredAt ?? now) : null })
    return done('Airport', id)
  })
