import { signLink } from '#lib/links.ts'
import type { Attachment } from '../messages/message.ts'

export interface FetchedFile {
  filename: string
  content: Buffer
  contentType: string
}

export interface DocumentSource {
  bookingUrl: string
  linkSecret: string
}

const TIMEOUT_MS = 10_000
const LINK_VALID_MS = 60_000
const MAX_BYTES = 5 << 20

/** A document that booking has not made yet, and that may be waited for. */
export class NotMadeYet extends Error {
  override name = 'NotMadeYet'
}

/**
 * Fetches documents from booking, one after another, by links signed for this moment.
 * @throws NotMadeYet where one that may be waited for is not there
 * @throws where one is not to be had now: booking is away, or has not made it yet
 */
export async function fetchAttachments(source: DocumentSource, attachments: Attachment[]): Promise<FetchedFile[]> {
  const files: FetchedFile[] = []
  for (const attachment of attachments) {
    if ('content' in attachment) files.push({ ...attachment, content: Buffer.from(attachment.content) })
    else files.push(...(await fetchDocument(source, attachment)))
  }
  return files
}

type Document = Extract<Attachment, { path: string }>

/** Nothing where it is still not there when its time to wait is over. */
async function fetchDocument({ bookingUrl, linkSecret }: DocumentSource, document: Document): Promise<FetchedFile[]> {
  const { path, filename, waitUntil } = document
  const link = signLink(linkSecret, path, new Date(Date.now() + LINK_VALID_MS))
  const response = await fetch(new URL(link, bookingUrl), {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  })
  if (!response.ok) {
    await response.body?.cancel()
    const reason = `${path} is not to be had now: booking answers ${response.status}`
    if (response.status !== 404 || waitUntil === undefined) throw new Error(reason)
    if (Date.parse(waitUntil) > Date.now()) throw new NotMadeYet(reason)
    return []
  }
  const content = await readAtMost(response, MAX_BYTES)
  if (content.subarray(0, 5).toString('latin1') !== '%PDF-') throw new Error(`${path} is no PDF`)
  return [{ filename, content, contentType: 'application/pdf' }]
}

async function readAtMost(response: Response, limit: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > limit) throw new Error(`A document of more than ${limit} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
