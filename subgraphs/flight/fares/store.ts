import { fromJson, join, type Sql, tableOf } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { Fare } from '../timetable/flight.ts'

export async function loadFares(db: Sql, fareSetIds: readonly string[]): Promise<Map<string, Fare[]>> {
  if (fareSetIds.length === 0) return new Map()
  const found = await db.$queryRaw<Array<Fare & { fareSetId: string }>>`
    SELECT fare_set_id AS fareSetId, cabin, currency, base_minor AS baseMinor, taxes_minor AS taxesMinor, refundable,
      cancel_fee_minor AS cancelFeeMinor, change_fee_minor AS changeFeeMinor, surcharges
    FROM fare WHERE fare_set_id IN (${join([...new Set(fareSetIds)])}) ORDER BY fare_set_id, cabin`
  const fares = found.map(({ fareSetId, ...fare }) => ({
    fareSetId,
    fare: {
      ...fare,
      baseMinor: Number(fare.baseMinor),
      taxesMinor: Number(fare.taxesMinor),
      cancelFeeMinor: Number(fare.cancelFeeMinor),
      changeFeeMinor: Number(fare.changeFeeMinor),
      refundable: Boolean(fare.refundable),
      surcharges: fromJson<Fare['surcharges']>(fare.surcharges),
    },
  }))
  return new Map([...Map.groupBy(fares, (f) => f.fareSetId)].map(([id, group]) => [id, group.map((f) => f.fare)]))
}

const FARE = {
  id: 'id',
  cabin: 'ascii',
  currency: 'ascii',
  base: 'integer',
  taxes: 'integer',
  refundable: 'integer',
  cancelFee: 'integer',
  changeFee: 'integer',
  surcharges: 'text',
} as const

/** Fares never change, so a set that is there stays. */
export async function saveFareSets(tx: Tx, sets: ReadonlyArray<readonly [id: string, fares: Fare[]]>): Promise<void> {
  const values = sets.flatMap(([id, fares]) =>
    fares.map((f) => [
      id,
      f.cabin,
      f.currency,
      f.baseMinor,
      f.taxesMinor,
      Number(f.refundable),
      f.cancelFeeMinor,
      f.changeFeeMinor,
      JSON.stringify(f.surcharges),
    ]),
  )
  if (values.length === 0) return
  await tx.$executeRaw`
    INSERT INTO fare (fare_set_id, cabin, currency, base_minor, taxes_minor, refundable, cancel_fee_minor,
      change_fee_minor, surcharges)
    SELECT w.id, w.cabin, w.currency, w.base, w.taxes, w.refundable, w.cancelFee, w.changeFee, w.surcharges
    FROM ${tableOf(FARE, values)} w
    ON DUPLICATE KEY UPDATE fare_set_id = fare.fare_set_id`
}
