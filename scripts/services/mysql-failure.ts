import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { StartError } from './start-error.ts'

/** MySQL alone needs about 150 MB for a new data folder; the demo data some hundreds more. */
const NEEDED_BYTES = 700e6

/** mysqld says what went wrong only in its log, in words and operating system error numbers; its exit code is always 1. */
const causes: Array<[pattern: RegExp, meaning: string]> = [
  [/No space left on device|Errcode: 28|error(?: number)? 28\b|OS error: 28/i, 'The disk is full.'],
  [
    /Permission denied|Errcode: 13|OS error: 13|error number 13\b/i,
    'It may not read or write its data folder: check who owns it (and on Ubuntu whether AppArmor confines mysqld).',
  ],
  [/Unable to lock|Can't lock aria|another (?:mysqld|mariadbd)/i, 'Another server is running on the same data folder.'],
  [/Can't start server: Bind on TCP\/IP port/i, 'Its port was taken by another program meanwhile: start again.'],
  [
    /corrupt|checksum mismatch|Cannot open tablespace|unable to read|was not found|invalid|doesn't exist|Plugin 'InnoDB' registration/i,
    'Its data folder is damaged, or was made by another server version.',
  ],
]

export function explainFailure(what: string, logFile: string, remedy: string): StartError {
  const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''
  const meaning = causes.find(([pattern]) => pattern.test(errorLines(log)))?.[1] ?? 'Its log may say why.'
  const lines = log.trimEnd().split('\n')
  const telling = lines.filter((line) => /error/i.test(line))
  const tail = (telling.length > 0 ? telling : lines).slice(-12)
  return new StartError(
    [`${what}. ${meaning} ${remedy}`, `From ${logFile}:`, ...tail.map((line) => `  ${line}`)].join('\n'),
  )
}

/** Warnings mention many of the words above without meaning it. */
function errorLines(log: string): string {
  return log
    .split('\n')
    .slice(-60)
    .filter((line) => !/\[(?:Note|Warning|System)\]/.test(line))
    .join('\n')
}

export function refuseFullDisk(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free >= NEEDED_BYTES) return
  const mb = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`
  throw new StartError(
    `The disk under ${folder} is full: ${mb(free)} are free, ${mb(NEEDED_BYTES)} are needed. Make room or set SKYGRAPH_DATA to another disk.`,
  )
}
