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

/**
 * Fetches documents from booking, one after another, by links signed for this moment.
 * @throws where one is not to be had now: booking is away, or has not made it yet
 */
export async function fetchAttachments(source: DocumentSource, attachments: Attachment[]): Promise<FetchedFile[]> {
  const files: FetchedFile[] = []
  for (const attachment of attachments) files.push(await fetchOne(source, attachment))
  return files
}

async function fetchOne({ bookingUrl, linkSecret }: DocumentSource, { path, filename }: Attachment) {
  const link = signLink(linkSecret, path, new Date(Date.now() + LINK_VALID_MS))
  const response = await fetch(new URL(link, bookingUrl), {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`${path} is not to be had now: booking answers ${response.status}`)
  }
  const content = await readAtMost(response, MAX_BYTES)
  if (content.subarray(0, 5).toString('latin1') !== '%PDF-') throw new Error(`${path} is no PDF`)
  return { filename, content, contentType: 'application/pdf' }
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
