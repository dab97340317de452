import { isUniqueViolation } from '#lib/driver-fault.ts'
import { type InvalidInput, invalidInput } from '#lib/refusal.ts'

/** What a number's second departure from a station on one day is refused with. */
export const dayTaken = (field: string): InvalidInput =>
  invalidInput([field], 'This number departs from there on that day already.')

/** The same where another operator was first, or a flight that was moved comes back to its day: the key decides. */
export async function unlessDayTaken<T>(field: string, change: () => Promise<T>): Promise<T | InvalidInput> {
  try {
    return await change()
  } catch (error) {
    if (isUniqueViolation(error, 'flight_day')) return dayTaken(field)
    throw error
  }
}
