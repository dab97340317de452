import { z } from 'zod'
import { fractionDigits } from '#lib/money.ts'
import { type InvalidInput, invalidInput } from '#lib/refusal.ts'
import { readAmount, seat } from '../input.ts'
import type { Fare } from '../timetable/flight.ts'

type Surcharge = Fare['surcharges'][number]

const amount = z.string()
export const fareInput = z.object({
  cabin: z.custom<Fare['cabin']>(),
  base: amount,
  taxes: amount,
  currency: z.string(),
  refundable: z.boolean().default(true),
  cancelFee: amount.default('0'),
  changeFee: amount.default('0'),
  surcharges: z
    .array(
      z.object({
        seats: z.array(seat).max(1000, 'At most 1000 seats.').nullish(),
        feature: z.custom<Surcharge['feature']>().nullish(),
        position: z.custom<Surcharge['position']>().nullish(),
        amount,
      }),
    )
    .max(100, 'At most 100 surcharges.')
    .default([]),
})
/** At most one fare a cabin, and there are four. */
export const fareInputs = z.array(fareInput).min(1, 'Name at least one fare.').max(4, 'At most one fare a cabin.')
export type FareInput = z.output<typeof fareInput>

/** Fares in minor units, in one currency, for cabins that the aircraft has. */
export function readFares(
  inputs: readonly FareInput[],
  cabins: ReadonlySet<string>,
): { ok: true; fares: Fare[] } | InvalidInput {
  const fares: Fare[] = []
  for (const [n, input] of inputs.entries()) {
    const refuse = (field: string[], message: string) => invalidInput(['fares', String(n), ...field], message)
    if (!cabins.has(input.cabin)) return refuse(['cabin'], 'The aircraft has no such cabin.')
    if (fares.some((f) => f.cabin === input.cabin)) return refuse(['cabin'], 'A cabin has one fare.')
    const { currency, cabin, refundable } = input
    if (fractionDigits(currency) === undefined) return refuse(['currency'], 'Not a currency.')
    if (currency !== inputs[0]?.currency) return refuse(['currency'], 'All fares of a flight share one currency.')
    const minor = { base: 0, taxes: 0, cancelFee: 0, changeFee: 0 }
    for (const field of ['base', 'taxes', 'cancelFee', 'changeFee'] as const) {
      const read = readAmount(input[field], currency)
      if (read === undefined) return refuse([field], `Not an amount of ${currency}.`)
      minor[field] = read
    }
    const surcharges: Surcharge[] = []
    for (const [at, { seats, feature, position, amount }] of input.surcharges.entries()) {
      const amountMinor = readAmount(amount, currency)
      if (amountMinor === undefined)
        return refuse(['surcharges', String(at), 'amount'], `Not an amount of ${currency}.`)
      surcharges.push({
        ...(seats && { seats }),
        ...(feature && { feature }),
        ...(position && { position }),
        amountMinor,
      })
    }
    fares.push({
      cabin,
      currency,
      baseMinor: minor.base,
      taxesMinor: minor.taxes,
      refundable,
      cancelFeeMinor: minor.cancelFee,
      changeFeeMinor: minor.changeFee,
      surcharges,
    })
  }
  return { ok: true, fares }
}
