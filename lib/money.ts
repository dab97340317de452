/** An amount in the currency's smallest unit, such as 12550 for INR 125.50, and an ISO 4217 code. */
export interface Money {
  amountMinor: number
  currency: string
}

/** ISO 4217 minor units as the runtime's Unicode data has them: JPY 0, INR 2, KWD 3. Undefined for no currency. */
export function fractionDigits(currency: string): number | undefined {
  if (!currencies.has(currency)) return undefined
  return (
    ISO_DIGITS[currency] ??
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
  )
}

const currencies = new Set(Intl.supportedValuesOf('currency'))

// Unicode's data gives these the digits people use at the till, as a rule none; ISO 4217, and with it every payment
// provider, counts in two or three (the list of 2024 against Node 26's CLDR).
const ISO_DIGITS: Record<string, number> = Object.fromEntries([
  ['IQD', 3],
  ...'AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SLL SOS SYP YER'.split(' ').map((code) => [code, 2]),
])

/** The exact decimal string with the currency's own digits: "125.50", "98000". */
export function formatAmount({ amountMinor, currency }: Money): string {
  const digits = fractionDigits(currency)
  if (digits === undefined) throw new RangeError(`${currency} is no ISO 4217 currency`)
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, '0')
  const sign = amountMinor < 0 ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Minor units of a decimal string, or undefined when it is no such number, or finer than the currency, or unsafe as an integer. */
export function parseAmount(text: string, currency: string): number | undefined {
  const digits = fractionDigits(currency)
  const match = /^(-?)(\d{1,20})(?:\.(\d+))?$/.exec(text)
  if (digits === undefined || !match) return undefined
  const [, sign, whole, fraction = ''] = match
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return undefined
  const amountMinor = Number(`${sign}${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`)
  return Number.isSafeInteger(amountMinor) ? amountMinor + 0 : undefined
}

/** As the contract's Money has it. */
export const toMoney = (money: Money) => ({ amount: formatAmount(money), currency: money.currency })
