import type { Log } from '#lib/log.ts'
import { createThreadPool } from '#lib/thread-pool.ts'
import type { InvoiceDocument, TicketDocument } from './load-documents.ts'
import type * as worker from './pdf-worker.ts'

export interface PdfRenderer {
  /** @throws an error with status 503 where too many documents wait already */
  ticket(document: TicketDocument, token: string): Promise<Buffer>
  /** @throws as above */
  invoice(document: InvoiceDocument): Promise<Buffer>
  close(): Promise<void>
}

const MAX_WAITING = 200
/** With the wait, which is at most 11 s; a thread that takes longer is ended. */
const RENDER_MS = 30_000
/** The fonts of a thread take memory; one that nobody needs goes. */
const IDLE_MS = 60_000

/** Draws documents in a thread of its own: 30 to 55 ms of CPU each, for which holds and payments would wait. */
export function createPdfRenderer(log: Log): PdfRenderer {
  const pool = createThreadPool(log, {
    filename: new URL('./pdf-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    maxQueue: MAX_WAITING,
    idleTimeout: IDLE_MS,
  })
  const render = async (name: keyof typeof worker, task: unknown) => {
    if (pool.queueSize >= MAX_WAITING) throw tooBusy()
    const bytes = (await pool.run(task, { name, signal: AbortSignal.timeout(RENDER_MS) })) as Uint8Array
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  return {
    ticket: (document, token) => render('ticket', { document, token }),
    invoice: (document) => render('invoice', document),
    close: () => pool.destroy(),
  }
}

/** Fastify answers with the status of an error that has one. */
const tooBusy = () => Object.assign(new Error('Too many documents are asked for, try again soon.'), { statusCode: 503 })
