/** What both books say of a payment or a refund. */
interface Money {
  amountMinor: number
  currency: string
  status: string
}

/** As the provider keeps it; `key` is our id. */
type Theirs = Money & { key: string }
type Ours = Money & { id: string }

export interface Ledger {
  charges: Theirs[]
  refunds: Theirs[]
}

const CHARGE: Record<string, string> = {
  processing: 'PROCESSING',
  requires_action: 'REQUIRES_ACTION',
  captured: 'CAPTURED',
  failed: 'FAILED',
}
const REFUND: Record<string, string> = { pending: 'PENDING', succeeded: 'SUCCEEDED', failed: 'FAILED' }

/** Payments and refunds of which the two books say different things, one by one and so to the cent. */
export function compareLedger(ours: { payments: Ours[]; refunds: Ours[] }, theirs: Ledger): string[] {
  return [
    ...differences('payment', ours.payments, { theirs: theirs.charges, statusOf: CHARGE }),
    ...differences('refund', ours.refunds, { theirs: theirs.refunds, statusOf: REFUND }),
  ]
}

function differences(
  kind: string,
  ours: Ours[],
  { theirs, statusOf }: { theirs: Theirs[]; statusOf: Record<string, string> },
): string[] {
  const theirsOf = new Map(theirs.map((entry) => [entry.key, entry]))
  const known = new Set(ours.map(({ id }) => id))
  const strange = theirs.filter(({ key }) => !known.has(key)).map((entry) => `${kind} ${entry.key} only there`)
  const differing = ours.flatMap((mine) => {
    const entry = theirsOf.get(mine.id)
    // One that came to nothing may never have got there.
    if (!entry) return mine.status === 'FAILED' ? [] : [`${kind} ${mine.id} ${mine.status} only here`]
    const there = said({ ...entry, status: statusOf[entry.status] ?? entry.status })
    return said(mine) === there ? [] : [`${kind} ${mine.id} here ${said(mine)}, there ${there}`]
  })
  return [...strange, ...differing]
}

const said = ({ status, amountMinor, currency }: Money) => `${status} ${amountMinor} ${currency}`
