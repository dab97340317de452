import { fractionDigits, type Money } from '#lib/money.ts'

/** In whole units, https://docs.stripe.com/currencies#zero-decimal; ISO 4217 gives the ariary (MGA) two digits. */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))

/** In thousandths, of which card networks take no single ones: the last digit is 0. */
const THOUSANDTHS = new Set('BHD JOD KWD OMR TND'.split(' '))

/**
 * The rest in hundredths, also those with special rules: ISK and UGX, which have lost their hundredths since (UGX is on
 * Stripe's list of whole units, too, and its own rule there says "to charge 5 UGX, provide 500"), and HUF and TWD, whole
 * in payouts only.
 */
const digitsAtStripe = (currency: string): number => (WHOLE.has(currency) ? 0 : THOUSANDTHS.has(currency) ? 3 : 2)

/** The amount in the unit that Stripe counts the currency in; undefined where it cannot be said exactly: never rounded. */
export function toStripeAmount({ amountMinor, currency }: Money): number | undefined {
  const digits = fractionDigits(currency)
  if (digits === undefined) return undefined
  const shift = digitsAtStripe(currency) - digits
  if (shift < 0 && amountMinor % 10 ** -shift !== 0) return undefined
  const amount = shift < 0 ? amountMinor / 10 ** -shift : amountMinor * 10 ** shift
  const isExact = !THOUSANDTHS.has(currency) || amount % 10 === 0
  return isExact && Number.isSafeInteger(amount) ? amount : undefined
}
