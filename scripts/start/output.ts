import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const colours: Style[] = ['cyan', 'magenta', 'yellow', 'blue', 'green', 'cyanBright', 'magentaBright', 'yellowBright']
const WIDTH = 12
const STACK_LINES = 6
/** Shown in the prefix, the colour or not at all */
const unshown = new Set(['level', 'time', 'service', 'name', 'msg', 'pid', 'hostname', 'err', 'v'])

/** Short lines for a person, one colour a source; plain where the terminal has none or NO_COLOR is set. */
export interface Output {
  say(source: string, text: string): void
  warn(source: string, text: string): void
  /** Shows what a process prints: pino's JSON made short, other lines as they are; `keep` gets each as shown. */
  show(source: string, stream: Readable, keep?: (line: string) => void): void
}

export function createOutput(): Output {
  const colourOf = new Map<string, Style>()
  const prefix = (source: string) => {
    if (!colourOf.has(source)) colourOf.set(source, colours[colourOf.size % colours.length] ?? 'cyan')
    return paint(colourOf.get(source) ?? 'cyan', source.padEnd(WIDTH))
  }
  const print = (source: string, text: string) => {
    for (const line of text.split('\n')) process.stdout.write(`${prefix(source)} ${line}\n`)
  }
  return {
    say: print,
    warn: (source, text) => print(source, paint('red', text)),
    show(source, stream, keep) {
      createInterface({ input: stream }).on('line', (raw) => {
        const line = shorten(raw)
        keep?.(line)
        print(source, line)
      })
    },
  }
}

export const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout })

function shorten(raw: string): string {
  if (!raw.startsWith('{')) return raw
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(raw)
  } catch {
    return raw
  }
  const { level, msg, err } = entry as { level?: string; msg?: string; err?: { message?: string; stack?: string } }
  const rest = Object.entries(entry).filter(([key]) => !unshown.has(key))
  const details = rest.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const text = [msg ?? '', ...details].join(' ')
  const stack = err ? `\n${(err.stack ?? err.message ?? '').split('\n').slice(0, STACK_LINES).join('\n')}` : ''
  if (level === 'error' || level === 'fatal') return paint('red', text) + paint('dim', stack)
  if (level === 'warn') return paint('yellow', text) + paint('dim', stack)
  return text + stack
}
