import { mkdir, open, readFile, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'

/** An append-only file of JSON lines; what `append` has resolved for survives a crash. */
export interface Journal<T> {
  append(entry: T): Promise<void>
  close(): Promise<void>
}

/** The file is not a journal, or somebody has edited it. */
export class JournalCorrupt extends Error {
  override name = 'JournalCorrupt'
}

/**
 * Opens a journal, made where there is none, and gives what it holds. A last line cut short by a crash was never answered
 * for, and is cut off. @throws JournalCorrupt
 */
export async function openJournal<T>(path: string): Promise<{ entries: T[]; journal: Journal<T> }> {
  await mkdir(dirname(path), { recursive: true })
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole))
  const entries = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line, n) => parse<T>(line, `${path}:${n + 1}`))

  const file = await open(path, 'a')
  let last: Promise<void> = Promise.resolve()
  const write = async (line: string) => {
    await file.appendFile(line)
    await file.datasync()
  }
  return {
    entries,
    journal: {
      // One after another: after a failed write no further one may succeed, or a later line would stand on a broken one.
      append(entry) {
        last = last.then(() => write(`${JSON.stringify(entry)}\n`))
        return last
      },
      async close() {
        await last.catch(() => {})
        await file.close()
      },
    },
  }
}

function parse<T>(line: string, where: string): T {
  try {
    return JSON.parse(line) as T
  } catch (cause) {
    throw new JournalCorrupt(`${where} is no line of a journal; move the file away to begin a new one.`, { cause })
  }
}
