import { commonChecks, type InvariantCheck } from '#lib/invariants.ts'
import { moneyChecks } from './money/store.ts'
import { recordChecks } from './records/store.ts'
import { seatChecks } from './seats/store.ts'

/** What must hold in booking's database by itself. */
export const bookingChecks: readonly InvariantCheck[] = [
  ...seatChecks,
  ...moneyChecks,
  ...recordChecks,
  ...commonChecks,
]
