import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

export interface MadeFile {
  /** Relative to the project */
  path: string
  content: string
}

/** Writes files that are made from others, or with `--check` exits 1 naming those that are behind. */
export function keepInStep(files: MadeFile[], command: string): void {
  const behind = files.filter(({ path, content }) => readIfThere(path) !== content)
  if (behind.length === 0) return
  const names = behind.map(({ path }) => path).join(', ')
  if (process.argv.includes('--check')) {
    console.error(`Out of step with the schemas: ${names}. Run \`${command}\` and commit what it writes.`)
    process.exit(1)
  }
  for (const { path, content } of behind) {
    const file = new URL(path, root)
    mkdirSync(dirname(fileURLToPath(file)), { recursive: true })
    writeFileSync(file, content)
  }
  console.log(`wrote ${names}`)
}

function readIfThere(path: string): string | undefined {
  const file = new URL(path, root)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
