import { z } from 'zod'
import { newId } from '#lib/ids.ts'
import { writeEvents } from '#lib/outbox.ts'
import { invalidInput, notFound } from '#lib/refusal.ts'
import { anId, line } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { type Cabin, layoutFault } from './layout.ts'
import { insertLayout, loadLayouts, newestVersion, retireLayout } from './store.ts'

// What a drawing may hold at all, before it is looked at: the rules say the rest.
const MOST_SEATS_NAMED = 1000
const cabin = z.object({
  cabin: z.enum(['ECONOMY', 'PREMIUM_ECONOMY', 'BUSINESS', 'FIRST']),
  firstRow: z.number(),
  lastRow: z.number(),
  columns: z.array(z.string()).max(26),
  aisleAfter: z.array(z.string()).max(26),
  without: z.array(z.string()).max(MOST_SEATS_NAMED).default([]),
  features: z
    .array(z.object({ seat: z.string(), features: z.array(z.custom<Feature>()) }))
    .max(MOST_SEATS_NAMED)
    .default([]),
})
type Feature = Cabin['features'][number]['features'][number]
const drawing = z.object({ name: line(100), cabins: z.array(cabin).max(4, 'At most 4 cabins.') })
const retirement = z.object({ id: anId('a seat layout'), retired: z.boolean().default(true) })

/** Draws a layout, or the next version of one: what has been drawn never changes. */
export const createSeatLayout = (operator: Operator, input: z.input<typeof drawing> & Keyed) =>
  operate(operator, { name: 'createSeatLayout', schema: drawing, input }, async (tx, { name, cabins }) => {
    const fault = layoutFault(cabins)
    if (fault) return invalidInput(fault.path, fault.message)
    const id = newId<string>()
    // The insert waits for another one of the same version, and takes the next when that one was first.
    let version = 0
    do version = (await newestVersion(tx, name)) + 1
    while (!(await insertLayout(tx, { id, name, version, cabins })))
    const data = { layoutId: id, layoutVersion: version, cabins }
    await writeEvents(tx, 'flight', [{ type: 'layout.drawn.v1', key: id, data }])
    return done('SeatLayout', id)
  })

/** Nothing new is flown with a retired layout; what is planned is. */
export const retireSeatLayout = (operator: Operator, input: z.input<typeof retirement> & Keyed) =>
  operate(operator, { name: 'retireSeatLayout', schema: retirement, input }, async (tx, { id, retired }, now) => {
    const before = (await loadLayouts(tx, [id])).get(id)
    if (!before) return notFound('seat layout')
    await retireLayout(tx, id, retired ? (before.retiredAt ?? now) : null)
    return done('SeatLayout', id)
  })
