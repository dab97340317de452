import { requireViewer } from '#lib/identity.ts'
import { toMoney } from '#lib/money.ts'
import { sharedProblem } from '#lib/refusal.ts'
import type { Resolvers } from '#schema/generated/booking.ts'
import { createDiscount } from './create-discount.ts'
import type { Discount } from './discount.ts'
import { loadDiscounts } from './store.ts'

export const discountResolvers = {
  Query: {
    discounts: async (_, __, { deps }) => (await loadDiscounts(deps.db.client)).map(view),
  },
  Mutation: {
    createDiscount: async (_, { input }, context) => {
      const { percentOff = null, amountOff = null, currency = null, ...rest } = input
      const outcome = await createDiscount(context.deps, requireViewer(context), {
        ...rest,
        percentOff,
        amountOff,
        currency,
      })
      if (!outcome.ok) return sharedProblem(outcome)
      const made = (await loadDiscounts(context.deps.db.client)).find((d) => d.code === outcome.id)
      if (!made) throw new Error(`Discount ${outcome.id} was made and is not there.`)
      return { ...view(made), __typename: 'Discount' as const }
    },
  },
} satisfies Resolvers

const view = ({ amountOffMinor, currency, ...discount }: Discount) => ({
  ...discount,
  amountOff: amountOffMinor === null || currency === null ? null : toMoney({ amountMinor: amountOffMinor, currency }),
  validFrom: discount.validFrom.toISOString(),
  validTo: discount.validTo.toISOString(),
})
