import { type Loop, startLoop } from '#lib/loop.ts'
import type { BookingDeps } from '../deps.ts'
import { type InvoiceRow, kindsToNumber, numberInvoices } from './store.ts'

const EVERY_MS = 500
const BATCH = 100

const FORMAT: Record<InvoiceRow['kind'], (n: bigint) => string> = {
  INVOICE: (n) => `INV-${String(n).padStart(8, '0')}`,
  CREDIT_NOTE: (n) => `CN-${String(n).padStart(8, '0')}`,
}

/** Numbers invoices and credit notes without a gap, until stopped; any number of instances take turns. */
export function startDocumentWorker(deps: Pick<BookingDeps, 'db' | 'log'>): Loop {
  return startLoop({ name: 'documents', log: deps.log, everyMs: EVERY_MS, step: () => numberDocuments(deps) })
}

/** One round of the worker; tells whether there was anything to do. */
export async function numberDocuments({ db }: Pick<BookingDeps, 'db'>): Promise<boolean> {
  let numbered = 0
  for (const kind of await kindsToNumber(db.client)) {
    numbered += await db.transaction((tx) => numberInvoices(tx, kind, { limit: BATCH, format: FORMAT[kind] }))
  }
  return numbered > 0
}
