import { constants } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import PostalMime, { type Email } from 'postal-mime'
import { isId, newId } from '#lib/ids.ts'

/** The oldest make room, so that a load test fills no disk. */
const MOST_KEPT = 5000
const REMEMBERED = 500

/** What a list shows of a mail. Ids grow with time. */
export interface Summary {
  id: string
  receivedAt: string
  from: string
  to: string
  /** The addresses the mail was delivered to, whatever its headers say */
  envelopeTo: string[]
  subject: string
  messageId: string | null
  attachments: string[]
  bytes: number
}

export interface MailStore {
  /** Kept safely once it resolves. */
  save(raw: Buffer, envelopeTo: string[]): Promise<string>
  /** Newest first */
  list(limit: number): Promise<Summary[]>
  /** Undefined where there is none, or `id` is no id at all. */
  read(id: string): Promise<{ raw: Buffer; mail: Email; summary: Summary } | undefined>
}

const ENVELOPE = 'X-Mailbox-Envelope-To: '

export async function openMailStore(folder: string): Promise<MailStore> {
  await mkdir(folder, { recursive: true })
  const summaries = new LRUCache<string, Summary>({ max: REMEMBERED })
  const pathOf = (id: string) => join(folder, `${id}.eml`)
  const ids = async () =>
    (await readdir(folder))
      .filter((name) => name.endsWith('.eml') && isId(name.slice(0, -4)))
      .map((name) => name.slice(0, -4))
      .sort()
      .reverse()
  for (const name of await readdir(folder)) if (name.endsWith('.part')) await unlink(join(folder, name))
  let count = (await ids()).length

  const read: MailStore['read'] = async (id) => {
    // The one gate to the file system: a uuid has no slash and no dot.
    if (!isId(id)) return undefined
    const raw = await readFile(pathOf(id)).catch(ignoreMissing)
    if (!raw) return undefined
    const mail = await parse(raw)
    const summary = summarise(id, raw, mail)
    summaries.set(id, summary)
    return { raw, mail, summary }
  }
  const tidy = async () => {
    const old = (await ids()).slice(MOST_KEPT)
    for (const id of old) await unlink(pathOf(id)).catch(ignoreMissing)
    count -= old.length
  }
  return {
    read,
    async save(raw, envelopeTo) {
      const id = newId()
      const header = `${ENVELOPE}${envelopeTo.join(', ').replace(/[\r\n]/g, '')}\r\n`
      await writeWhole(pathOf(id), Buffer.concat([Buffer.from(header), raw]))
      if (++count > MOST_KEPT + 100) await tidy()
      return id
    },
    async list(limit) {
      const found = await Promise.all(
        (await ids()).slice(0, limit).map(async (id) => summaries.get(id) ?? (await read(id))?.summary),
      )
      return found.filter((summary) => summary !== undefined)
    },
  }
}

/** One mail that is none must not take the list of all down. */
async function parse(raw: Buffer): Promise<Email> {
  try {
    return await PostalMime.parse(raw)
  } catch (error) {
    const subject = `(cannot be read: ${error instanceof Error ? error.message : error})`
    return { headers: [], headerLines: [], attachments: [], subject, text: raw.toString() }
  }
}

/** Under its name there is either nothing or all of it, on the disk. */
async function writeWhole(path: string, content: Buffer): Promise<void> {
  const unfinished = `${path}.part`
  const file = await open(unfinished, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
}

function summarise(id: string, raw: Buffer, mail: Email): Summary {
  const envelope = mail.headers.find(({ key }) => key === ENVELOPE.slice(0, -2).toLowerCase())?.value ?? ''
  return {
    id,
    receivedAt: new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toISOString(),
    from: mail.from ? addressText(mail.from) : '',
    to: (mail.to ?? []).map(addressText).join(', '),
    envelopeTo: envelope.split(', ').filter((address) => address !== ''),
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? null,
    attachments: mail.attachments.map(({ filename, mimeType }) => filename ?? mimeType),
    bytes: raw.length,
  }
}

const addressText = ({ name, address }: { name: string; address?: string | undefined }) =>
  address === undefined ? name : name ? `${name} <${address}>` : address

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
