import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceSpec } from './supervisor.ts'

const fileOf = (dataFolder: string) => join(dataFolder, 'services.json')

/** Keeps where the services of a running system listen, by name, for the commands that look at it. */
export function writeAddresses(dataFolder: string, specs: readonly ServiceSpec[]): { remove(): void } {
  const file = fileOf(dataFolder)
  const urls = Object.fromEntries(specs.map(({ name, host, port }) => [name, `http://${host}:${port}`]))
  writeFileSync(`${file}.new`, `${JSON.stringify(urls, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return { remove: () => rmSync(file, { force: true }) }
}

/** Empty where no system runs on the folder. */
export function readAddresses(dataFolder: string): Partial<Record<string, string>> {
  const file = fileOf(dataFolder)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}
