import { z } from 'zod'
import { invalidInput, notFound } from '#lib/refusal.ts'
import { airlineCode, line } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { insertAirline, lockAirline, updateAirline } from './store.ts'

const airline = z.object({ code: airlineCode, name: line(100) })
const retirement = z.object({ id: airlineCode, retired: z.boolean().default(true) })

export const createAirline = (operator: Operator, input: z.input<typeof airline> & Keyed) =>
  operate(operator, { name: 'createAirline', schema: airline, input }, async (tx, { code, name }) =>
    (await insertAirline(tx, { code, name })) ? done('Airline', code) : invalidInput(['code'], 'This code is taken.'),
  )

export const renameAirline = (operator: Operator, input: z.input<typeof airline> & Keyed) =>
  operate(operator, { name: 'updateAirline', schema: airline, input }, async (tx, { code, name }) => {
    const before = await lockAirline(tx, code)
    if (!before) return notFound('airline')
    await updateAirline(tx, { ...before, name })
    return done('Airline', code)
  })

/** A retired airline flies what is planned, and nothing new. */
export const retireAirline = (operator: Operator, input: z.input<typeof retirement> & Keyed) =>
  operate(operator, { name: 'retireAirline', schema: retirement, input }, async (tx, { id, retired }, now) => {
    const before = await lockAirline(tx, id)
    if (!before) return notFound('airline')
    await updateAirline(tx, { ...before, retiredAt: retired ? (before.retiredAt ?? now) : null })
    return done('Airline', id)
  })
